// What is shown before and after the log: the step, the request, the outputs, the summary, how it ended.
import { mask } from './log.mjs'
import { columns, columnsOf, heading, printable, shorten, wrap } from './terminal.mjs'

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
  print(...wrap(`${name} ${version} (${main}, Node ${process.version})`, look.width).map(look.dim))
  const entries = action.inputs
    .filter((input) => input.name in given)
    .map((input) => [
      input.name,
      (room) => {
        const origin = originOf(input.name, own, standIn)
        const value = printable(mask(inputShown(input.name, given[input.name]), masks)).replace(/\s+/g, ' ')
        if (!origin) return [shorten(value, room)]
        const beside = room - origin.length - 2
        return beside < 12
          ? [shorten(value, room), ...wrap(origin, room).map(look.dim)]
          : [`${shorten(value, beside)}${look.dim(`  ${origin}`)}`]
      },
    ])
  print(...columns(entries, look))
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

/** Nothing, where none was sent. */
export function showRequests({ arrived, endpoint, attempts }, given, { look, masks }) {
  if (!arrived) {
    if (attempts === 0) return
    print(heading('Request', look))
    print(`POST ${hostOf(endpoint)}`)
    print(
      ...wrap(
        'Only that server sees it. Without --endpoint, a stand-in server shows the request whole.',
        look.width,
      ).map(look.dim),
    )
    return
  }
  arrived.forEach((request, index) => {
    const which = arrived.length === 1 ? '' : ` ${index + 1} of ${arrived.length}`
    print(heading(`Request${which}, as it arrived`, look))
    print(`${look.bold(request.method)} ${mask(printable(request.path), masks)}`)
    const entries = pairs(request.rawHeaders).map(([name, value]) => [
      name,
      (room) => hardWrap(mask(headerShown(name, value, given), masks), room),
    ])
    print(...columns(entries, look), '', bodyShown(mask(request.body, masks), look))
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
  const entries = names
    .filter((name) => outputs.get(name) !== '')
    .map((name) => [
      name,
      (room) => {
        const isCopy = name === 'response' && outputs.get(name) === outputs.get('content')
        const lines = printable(mask(isCopy ? '(the same as content)' : outputs.get(name), masks))
          .split('\n')
          .flatMap((line) => (columnsOf(line) > room ? hardWrap(line, room) : [line]))
        return lines.length > MAX_LINES
          ? [...lines.slice(0, MAX_LINES), look.dim(`… ${lines.length - MAX_LINES} more lines`)]
          : lines
      },
    ])
  print(...columns(entries, look))
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

/** As Markdown: a runner renders it, and its source is readable. */
export function showSummary(markdown, { look, masks }) {
  print(heading('Job summary, as Markdown', look))
  print(markdown.trim() === '' ? 'None was written.' : printable(mask(markdown.trim(), masks)))
}

/**
 * @param hints what may be at the bottom of a failure and what only this script knows
 */
export function showEnd({ code, seconds, standIn, folder, kept, hints, next }, look) {
  print(look.dim(`\n${'─'.repeat(look.width)}`))
  const time = `(${seconds.toFixed(1)} s)`
  if (code === 0) print(`${look.green('✓')} The step succeeded ${time}.`)
  else print(`${look.red('✗')} The step failed with exit code ${code} ${time}.`)
  for (const hint of hints) print(...wrap(hint, look.width))
  if (folder && kept) print(`The files that it wrote are kept in ${folder}`)
  else if (folder) {
    print(
      ...wrap('The files that its outputs name are removed now; --keep keeps them.', look.width).map(
        look.dim,
      ),
    )
  }
  if (!standIn) return
  if (next) return print('', ...wrap(next, look.width))
  const withToken = process.platform === 'win32' ? '$env:CHAT_TOKEN="…"; ' : 'CHAT_TOKEN=… '
  const asked = `A ${look.bold('stand-in server')} on this machine answered; no model was asked. To ask a real one, for example:`
  print(
    '',
    ...wrap(standIn.requests.length > 0 ? asked : 'To ask a real server, for example:', look.width),
    '  npm start -- --endpoint http://localhost:11434/v1 --model llama3.2 --prompt "Say hello"',
    `  ${withToken}npm start -- --endpoint https://api.openai.com/v1 --model gpt-4.1-mini --prompt "Say hello"`,
    'All inputs and options: npm start -- --help',
  )
}
