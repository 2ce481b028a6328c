// The log of the step, line by line while it runs, as the runner would show it.
import { commandReader } from '../runner-files.mjs'
import { heading, printable, shorten } from './terminal.mjs'

/**
 * Prints what the step writes, until it ends.
 *
 * @param progressOf tells of a line how far the step is, `{ done, total, text }`: a bar on a terminal
 * @returns its exit code, and every text that it asked to be masked
 */
export async function followLog(step, secrets, look, progressOf = () => undefined) {
  const masks = new Set(secrets)
  let bar = ''
  const print = (line) => {
    const progress = process.stdout.isTTY ? progressOf(line) : undefined
    const over = bar === '' ? '' : '\r\x1b[K'
    bar = progress ? barOf(progress, look) : ''
    process.stdout.write(`${over}${progress ? bar : `${line}\n`}`)
  }
  print(heading('Log of the step', look))
  // A terminal sends Ctrl+C to the step as well: it ends by itself, and what is known is still shown.
  const pass = (signal) => void (signal === 'SIGINT' && process.stdin.isTTY ? undefined : step.kill(signal))
  process.on('SIGINT', pass)
  process.on('SIGTERM', pass)
  const ended = new Promise((resolve, reject) => {
    step.on('error', reject)
    step.on('close', (code) => resolve(code ?? 1))
  })
  await Promise.all([step.stdout, step.stderr].map((stream) => followLines(stream, masks, look, print)))
  const code = await ended
  if (bar !== '') process.stdout.write('\n')
  process.off('SIGINT', pass)
  process.off('SIGTERM', pass)
  return { code, masks: [...masks] }
}

/** `█████░░░░░  text`, no wider than the terminal. */
function barOf({ done, total, text }, look) {
  const width = Math.max(10, Math.min(40, look.width - text.length - 3))
  const full = Math.round((width * done) / Math.max(total, 1))
  return `${look.cyan('█'.repeat(full))}${look.dim('░'.repeat(width - full))}  ${shorten(text, look.width - width - 3)}`
}

async function followLines(stream, masks, look, print) {
  const read = commandReader()
  let rest = ''
  const take = (line) => {
    const command = read(line)
    if (command?.name === 'add-mask') masks.add(command.data)
    else for (const shown of showLine(line, command, look)) print(mask(shown, masks))
  }
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = (rest + chunk).split(/\r\n|\n/)
    rest = lines.pop()
    lines.forEach(take)
  }
  if (rest !== '') take(rest)
}

function showLine(line, command, look) {
  const message = () => printable(command.data).split('\n')
  const annotation = (colour, word) => {
    const title = command.properties.title ? `${look.bold(printable(command.properties.title))}: ` : ''
    return message().map((text, index) =>
      index === 0 ? `${colour(`${word}:`)} ${title}${text}` : `  ${text}`,
    )
  }
  switch (command?.name) {
    case undefined:
      return [printable(line)]
    case 'error':
      return annotation(look.red, 'Error')
    case 'warning':
      return annotation(look.yellow, 'Warning')
    case 'notice':
      return annotation(look.blue, 'Notice')
    case 'group':
      return [look.bold(`▾ ${message().join(' ')}`)]
    case 'endgroup':
    case 'debug':
      return []
    default:
      return [look.dim(printable(line))]
  }
}

/** Puts `***` in the place of every secret, the longest first, as one may be part of another. */
export function mask(text, masks) {
  return [...masks]
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((masked, secret) => masked.replaceAll(secret, '***'), text)
}
