// `npm start -- --help`: all inputs, from action.yml.
import { OPTIONS } from './arguments.mjs'
import { printable, wrap } from './terminal.mjs'

const INDENT = 4

/** What can be typed as it stands, in the root of this repository. A test runs them. */
export const EXAMPLES = [
  'npm start -- --prompt "Say hello" --system-prompt "Answer in French"',
  'npm start -- --prompt-file examples/prompts/issue-triage.prompt.yml --event examples/events/issue.json',
  'npm start -- --github-hosts 127.0.0.1 --org octo-org',
  'npm start -- --endpoint http://localhost:11434/v1 --model llama3.2 --prompt "Say hello"',
  'npm start -- diff',
  'npm start -- apply',
  'npm start -- eval --prompt-files examples/prompts/*.prompt.yml',
]

export function helpText(action, look, door) {
  if (door)
    return [
      look.bold(`npm start -- ${door} --INPUT VALUE …`),
      ...paragraph(`The action of ${door}/, against a stand-in server on this machine.`, look, INDENT),
      '',
      ...optionsAndInputs(action, look),
    ].join('\n')
  return [
    look.bold('npm start'),
    ...paragraph('A demonstration, answered by a stand-in server.', look, INDENT),
    look.bold('npm start -- --INPUT VALUE …'),
    ...paragraph('Any input of the action, by its own name.', look, INDENT),
    look.bold('npm start -- diff | apply | eval …'),
    ...paragraph('One of the other actions; npm start -- diff --help shows its inputs.', look, INDENT),
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
    ...EXAMPLES.map((example) => `  ${example}`),
    ...paragraph(
      '(--github-hosts 127.0.0.1 lets the stand-in server play a GitHub endpoint, with its headers and its rules.)',
      look,
      2,
    ),
    '',
    ...optionsAndInputs(action, look),
  ].join('\n')
}

function optionsAndInputs(action, look) {
  return [
    look.bold('Options'),
    ...OPTIONS.flatMap((option) => entry(option, look)),
    '',
    look.bold('Inputs'),
    ...action.inputs.flatMap((input) => entry({ ...input, value: 'VALUE' }, look)),
  ]
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
