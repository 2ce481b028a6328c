// `npm start -- --help`: all inputs, from action.yml.
import { OPTIONS } from './arguments.mjs'
import { printable, wrap } from './terminal.mjs'

const INDENT = 4

export function helpText(action, look) {
  const current = action.inputs.filter((input) => input.deprecationMessage === undefined)
  const old = action.inputs.filter((input) => input.deprecationMessage !== undefined)
  return [
    `${look.bold('npm start')}                         a demonstration, answered by a stand-in server`,
    `${look.bold('npm start -- --INPUT VALUE …')}      any input of the action, by its own name`,
    '',
    ...paragraph(
      'Plays the GitHub runner on this machine for the committed dist/index.js. Without --endpoint a stand-in ' +
        'server answers, and the request that it got is shown. With --endpoint a real server gets the real request.',
      look,
      0,
    ),
    '',
    ...paragraph(
      'A token is best given in the environment variable CHAT_TOKEN: it becomes the input "token", and stays out ' +
        'of the history of the shell. No other variable of a workflow (GITHUB_TOKEN, GITHUB_OUTPUT, INPUT_…) is passed on. ' +
        'Relative paths start at the current folder. The exit code is that of the step; 2 if it could not be started.',
      look,
      0,
    ),
    '',
    look.bold('Examples'),
    '  npm start -- --prompt "Say hello" --json-schema-file schema.json',
    '  npm start -- --endpoint http://localhost:11434/v1 --model llama3.2 --prompt "Say hello"',
    '  npm start -- --prompt-file .github/prompts/triage.prompt.yml --event payload.json',
    '  npm start -- --github-hosts 127.0.0.1        play a GitHub endpoint: its headers and its rules',
    '',
    look.bold('Options'),
    ...OPTIONS.flatMap((option) => entry(option, look)),
    '',
    look.bold('Inputs'),
    ...current.flatMap((input) => entry({ ...input, value: 'VALUE' }, look)),
    ...(old.length === 0 ? [] : ['', look.bold('Old names')]),
    ...old.flatMap((input) =>
      entry({ name: input.name, value: 'VALUE', description: input.deprecationMessage }, look),
    ),
  ].join('\n')
}

function entry({ name, value, description = '', default: byDefault = '' }, look) {
  const given = byDefault === '' || byDefault.includes('${{') ? '' : ` Default: ${byDefault}`
  return [
    `  ${look.cyan(`--${name}`)}${value ? ` ${look.dim(value)}` : ''}`,
    ...paragraph(printable(description).replace(/\s+/g, ' ').trim() + given, look, INDENT + 2),
  ]
}

function paragraph(text, look, indent) {
  return wrap(text, look.width - indent).map((line) => ' '.repeat(indent) + line)
}
