import { createHash } from 'node:crypto'
import type { ArrivedRequest, InferenceServer } from './inference-server.js'
import type { RunResult } from './run-action.js'

/** Longer texts are shown by their start, their size and their hash. */
const MAX_SHOWN = 20_000

/**
 * Everything that a user and a server could see of a run, as one text to read in a snapshot. What differs from
 * run to run (ports, paths, random names, durations, versions) has a fixed name.
 *
 * It is for a few scenarios that show how a run looks as a whole; all others show their `differences` from the plain run.
 */
export function view(result: RunResult, server?: Pick<InferenceServer, 'requests'>): string {
  const sections = [
    section('exit code', exitOf(result)),
    section('stdout', result.stdout),
    ...(result.stderr === '' ? [] : [section('stderr', result.stderr)]),
    section('outputs', outputsOf(result)),
    section('summary', result.summary),
    ...[...result.files].map(([path, bytes]) => section(`file ${path}`, fileText(bytes))),
    ...(server?.requests ?? []).map((request, index) =>
      section(`request ${String(index + 1)}`, requestText(request)),
    ),
    ...(server?.requests.length === 0 ? ['━━ no request arrived'] : []),
  ]
  return visible(normalise(sections.join('\n'), result.root))
}

/** Shows the characters that an eye, or Jest's reading of a snapshot, would miss: CR, NUL, ESC, bidi marks. */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) =>
      character === '\r' ? '␍' : `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
  )
}

/** Gives what differs from run to run a fixed name. */
export function normalise(text: string, root: string): string {
  const folder = (name: string): string => [root, name].join(root.includes('\\') ? '\\' : '/')
  const escaped = (path: string): string => JSON.stringify(path).slice(1, -1)
  const fixed = [
    [folder('workspace'), 'WORKSPACE'],
    [folder('temp'), 'TEMP'],
    [root, 'ROOT'],
  ] as const
  return fixed
    .reduce((done, [path, name]) => done.replaceAll(escaped(path), name).replaceAll(path, name), text)
    .replace(/(127\\?\.0\.0\.1|localhost|\[::1\]):\d{2,5}\b/g, '$1:PORT')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, 'UUID')
    .replace(/(TEMP[/\\]|\btemp\/)([\w.-]*-)[A-Za-z0-9]{6}(?=[/\\])/g, '$1$2RANDOM')
    .replace(/\b\d+\.\d s\b/g, 'N.N s')
    .replace(/\b\d+ ms\b/g, 'N ms')
    .replaceAll(process.version, 'vNODE')
    .replace(/\b(chat-completion-action)\/\d+\.\d+\.\d+\b/g, '$1/VERSION')
}

export function section(title: string, text: string): string {
  return `━━ ${title}\n${text.replace(/\n$/, '')}`
}

export function exitOf(result: RunResult): string {
  if (result.timedOut) return 'HUNG, and was killed'
  return result.signal === null ? String(result.exitCode) : `ended by ${result.signal}`
}

/** In the order of action.yml; those that the step set without declaring them come last. */
function outputsOf({ outputs, declaredOutputs }: RunResult): string {
  const undeclared = Object.keys(outputs).filter((name) => !declaredOutputs.includes(name))
  const set = declaredOutputs.filter((name) => name in outputs)
  const filled = [...set, ...undeclared].filter((name) => outputs[name] !== '')
  const empty = set.filter((name) => outputs[name] === '')
  return [
    ...filled.map(
      (name) =>
        `${name}${undeclared.includes(name) ? ' (UNDECLARED)' : ''} =${valueText(outputs[name] ?? '')}`,
    ),
    ...(empty.length === 0 ? [] : [`empty: ${empty.join(', ')}`]),
  ].join('\n')
}

export function valueText(value: string): string {
  if (!/[\r\n]/.test(value)) return ` ${shortened(value)}`
  return `\n${shortened(value).replace(/^/gm, '  | ')}`
}

export function fileText(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  const isText = Buffer.from(text, 'utf8').equals(bytes)
  return isText ? shortened(text) : `${String(bytes.length)} bytes, sha256 ${hash(bytes)}`
}

function shortened(text: string): string {
  if (text.length <= MAX_SHOWN) return text
  return `${text.slice(0, 200)}\n[… ${String(Buffer.byteLength(text))} bytes, sha256 ${hash(text)}]`
}

function requestText({ method, path, rawHeaders, body, json }: ArrivedRequest): string {
  const headers = rawHeaders.map(([name, value]) => `${name}: ${value}`)
  const shown = json === undefined ? body : JSON.stringify(json, undefined, 2)
  return [`${method} ${path}`, ...headers, '', shortened(shown)].join('\n')
}

function hash(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex').slice(0, 16)
}
