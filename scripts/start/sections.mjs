// What is shown before and after the log: the step, the request, the outputs, the summary, how it ended.
import { mask } from './log.mjs'
import { renderMarkdown } from './markdown.mjs'
import { columnsOf, heading, padTo, printable, shorten, wrap } from './terminal.mjs'

/** Texts of a body longer than this are cut: it is there to be read. */
const MAX_TEXT = 2000
/** Lines of one output. */
const MAX_LINES = 20
/** Inputs whose value is, or may hold, a secret. */
const SECRET_INPUTS = ['token', 'github-token', 'custom-headers']
const SECRET_HEADERS = /auth|key|token|secret|password|cookie|signature|credential/i

const print = (...lines) => process.stdout.write(lines.map((line) => `${line}\n`).join(''))

export function showStep({ name, version, main, given, own, standIn }, action, { look, masks }) {
  print(heading('Step', look))
  print(`${look.dim('uses')}  ${name} ${version} ${look.dim(`(${main}, Node ${process.version})`)}`)
  const names = Object.keys(given)
  const width = Math.max(0, ...names.map(columnsOf))
  action.inputs
    .filter((input) => names.includes(input.name))
    .forEach((input, index) => {
      const origin = originOf(input.name, own, standIn)
      const room = look.width - width - 8 - (origin ? origin.length + 3 : 0)
      const value = shorten(
        printable(mask(inputShown(input.name, given[input.name]), masks)).replace(/\s+/g, ' '),
        room,
      )
      const from = origin ? look.dim(`  ${origin}`) : ''
      print(
        `${look.dim(index === 0 ? 'with' : '    ')}  ${look.cyan(padTo(input.name, width))}  ${value}${from}`,
      )
    })
  for (const { name: old, deprecationMessage } of action.inputs) {
    if (old in own && deprecationMessage) {
      print(
        `${look.yellow('Warning:')} Input '${old}' has been deprecated with message: ${deprecationMessage}`,
      )
    }
  }
}

function inputShown(name, value) {
  if (SECRET_INPUTS.includes(name)) return value === '' ? '' : '***'
  return name === 'endpoint' ? value.replace(/\?.*$/s, '?***').replace(/\/\/[^/@]*@/, '//***@') : value
}

function originOf(name, own, standIn) {
  if (name in own) return ''
  if (name === 'endpoint') return '(the stand-in server)'
  if (name === 'token') return process.env.CHAT_TOKEN ? '(from CHAT_TOKEN)' : '(made up)'
  return standIn ? '(of this demonstration)' : ''
}

export function showRequests({ arrived, endpoint }, given, { look, masks }) {
  if (!arrived) {
    print(heading('Request', look))
    print(`POST ${hostOf(endpoint)}`)
    print(
      look.dim('Only that server sees it. Without --endpoint, a stand-in server shows the request whole.'),
    )
    return
  }
  if (arrived.length === 0) print(heading('Request', look), 'None was sent.')
  arrived.forEach((request, index) => {
    const which = arrived.length === 1 ? '' : ` ${index + 1} of ${arrived.length}`
    print(heading(`Request${which}, as it arrived`, look))
    print(`${look.bold(request.method)} ${mask(printable(request.path), masks)}`)
    const headers = pairs(request.rawHeaders)
    const width = Math.max(...headers.map(([name]) => columnsOf(name)))
    for (const [name, value] of headers) {
      print(`${look.cyan(padTo(name, width))}  ${mask(headerShown(name, value, given), masks)}`)
    }
    print('', bodyShown(mask(request.body, masks), look))
  })
}

function hostOf(endpoint) {
  try {
    return `${new URL(endpoint).origin}/…`
  } catch {
    return '(the endpoint is no URL)'
  }
}

function pairs(rawHeaders) {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1]]] : []))
}

function headerShown(name, value, given) {
  if (name.toLowerCase() === given['token-header']?.toLowerCase()) return '***'
  if (!SECRET_HEADERS.test(name)) return printable(value)
  return value.replace(/^(bearer |basic )?.*$/is, '$1***')
}

function bodyShown(body, look) {
  try {
    const short = (_key, value) =>
      typeof value === 'string' && value.length > MAX_TEXT
        ? `${value.slice(0, MAX_TEXT)}… (${value.length} characters in all)`
        : value
    const text = printable(JSON.stringify(JSON.parse(body), short, 2))
    return text.replace(/^(\s*)("(?:[^"\\]|\\.)*")(?=:)/gm, (_all, indent, key) => indent + look.cyan(key))
  } catch {
    return printable(body)
  }
}

export function showOutputs(outputs, action, { look, masks }) {
  print(heading('Outputs', look))
  if (outputs.size === 0) return print('None was set.')
  const declared = action.outputs.map(({ name }) => name)
  const names = [
    ...declared.filter((name) => outputs.has(name)),
    ...[...outputs.keys()].filter((name) => !declared.includes(name)),
  ]
  const filled = names.filter((name) => outputs.get(name) !== '')
  const width = Math.max(0, ...filled.map(columnsOf))
  for (const name of filled) {
    const isCopy = name === 'response' && outputs.get(name) === outputs.get('content')
    const lines = printable(mask(isCopy ? '(the same as content)' : outputs.get(name), masks))
      .split('\n')
      .flatMap((line) =>
        columnsOf(line) > look.width - width - 2 ? hardWrap(line, look.width - width - 2) : [line],
      )
    const shown =
      lines.length > MAX_LINES
        ? [...lines.slice(0, MAX_LINES), look.dim(`… ${lines.length - MAX_LINES} more lines`)]
        : lines
    shown.forEach((line, index) =>
      print(`${look.cyan(padTo(index === 0 ? name : '', width))}  ${line}`.trimEnd()),
    )
  }
  const empty = names.filter((name) => outputs.get(name) === '')
  if (empty.length > 0) print(...wrap(`empty: ${empty.join(', ')}`, look.width).map(look.dim))
  return undefined
}

/** Breaks between words where there are any, and inside of them where there are none. */
function hardWrap(line, columns) {
  return wrap(line, columns).flatMap((part) => {
    const pieces = []
    for (let rest = part; rest !== ''; rest = rest.slice(columns)) pieces.push(rest.slice(0, columns))
    return pieces.length === 0 ? [''] : pieces
  })
}

export function showSummary(markdown, { look, masks }) {
  print(heading('Job summary', look))
  if (markdown.trim() === '') return print('None was written.')
  print(...renderMarkdown(printable(mask(markdown, masks)), look))
  return undefined
}

export function showEnd({ code, seconds, standIn, folder, kept }, look) {
  print(look.dim(`\n${'─'.repeat(look.width)}`))
  const time = `(${seconds.toFixed(1)} s)`
  if (code === 0) print(`${look.green('✓')} The step succeeded ${time}.`)
  else print(`${look.red('✗')} The step failed with exit code ${code} ${time}.`)
  if (folder && kept) print(`The files that it wrote are kept in ${folder}`)
  else if (folder) print(look.dim('The files that its outputs name are removed now; --keep keeps them.'))
  if (!standIn) return
  const withToken = process.platform === 'win32' ? '$env:CHAT_TOKEN="…"; ' : 'CHAT_TOKEN=… '
  print(
    '',
    standIn.requests.length > 0
      ? `A ${look.bold('stand-in server')} on this machine answered; no model was asked. To ask a real one, for example:`
      : 'To ask a real server, for example:',
    '  npm start -- --endpoint http://localhost:11434/v1 --model llama3.2 --prompt "Say hello"',
    `  ${withToken}npm start -- --endpoint https://api.openai.com/v1 --model gpt-4.1-mini --prompt "Say hello"`,
    'All inputs and options: npm start -- --help',
  )
}
