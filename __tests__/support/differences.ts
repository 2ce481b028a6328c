import { isDeepStrictEqual } from 'node:util'
import {
  completion,
  startServer,
  type ArrivedRequest,
  type InferenceServer,
  type Reply,
} from './inference-server.js'
import { QUESTION } from './question.js'
import { runAction, type RunResult } from './run-action.js'
import { exitOf, fileText, normalise, section, valueText, visible } from './snapshot-view.js'

/** What all other runs are held against. */
interface Plain {
  readonly answered: RunResult
  readonly failed: RunResult
  readonly request: ArrivedRequest | undefined
}

let plain: Promise<Plain> | undefined

/** A plain question, once to a server that answers it, and once to one that rejects it. */
async function runPlainQuestion(): Promise<Plain> {
  const ask = async (reply: Reply): Promise<readonly [RunResult, ArrivedRequest | undefined]> => {
    await using server = await startServer(reply)
    const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, ...QUESTION } })
    return [result, server.requests[0]]
  }
  const [answered, request] = await ask({ body: completion() })
  const [failed] = await ask({ status: 400, body: { error: { message: 'Not like this' } } })
  return { answered, failed, request }
}

/**
 * What a user and a server could see of a run and not of a plain one, as a text to read in a snapshot: other outputs, and
 * lines of the log and the summary that the plain run does not have, with the fixed names of `view`. A failure is held against
 * a plain failure, and what it shows of an answer against the plain answer. Lines that differ only in a size or in their
 * blanks count as the same, and a text that stands in several places is shown once.
 */
export async function differences(
  result: RunResult,
  server?: Pick<InferenceServer, 'requests'>,
): Promise<string> {
  plain ??= runPlainQuestion()
  const { answered, failed, request } = await plain
  const hasFailed =
    (result.outputs['outcome'] ?? (result.exitCode === 0 ? 'success' : 'failure')) !== 'success'
  const usual = hasFailed ? [failed, answered] : [answered]
  const sections = [
    ['exit code', exitOf(result) === (hasFailed ? '1' : '0') ? '' : exitOf(result)],
    ['log', newLines(result, usual, ({ stdout }) => stdout).join('\n')],
    ['stderr', result.stderr],
    ['outputs', otherOutputs(result, usual)],
    ['summary', otherSummary(result, usual)],
    ...otherFiles(result, usual),
    ...(server === undefined ? [] : otherRequests(server.requests, request)),
  ] as const
  const shown = sections.filter(([, text]) => text !== '').map(([title, text]) => section(title, text))
  return visible(normalised(result, shown.join('\n'))) || 'nothing differs from the plain run'
}

const normalised = ({ root }: RunResult, text: string): string => normalise(text, root)

/** A line without what sizes and columns make of it. */
const essence = (line: string): string =>
  line
    .replace(/\b[\d.]+ (?:B|kB|MB)\b/g, 'SIZE')
    .replace(/\s+/g, ' ')
    .trim()

/** The lines that none of the usual runs has, each of which covers one. */
function newLines(
  result: RunResult,
  usual: readonly RunResult[],
  textOf: (run: RunResult) => string,
): readonly string[] {
  const linesOf = (run: RunResult): string[] => normalised(run, textOf(run)).split('\n')
  const known = usual.map((run) => linesOf(run).map(essence))
  return linesOf(result).filter((line) => {
    if (/^[\s>]*$/.test(line)) return false
    const places = known.map((lines) => lines.indexOf(essence(line)))
    places.forEach((at, index) => at !== -1 && known[index]?.splice(at, 1))
    return places.every((at) => at === -1)
  })
}

/** The texts of errors and warnings: the output `error-message` and the summary say them once more. */
function annotationsOf({ commands }: RunResult): string[] {
  return commands.filter(({ name }) => name === 'error' || name === 'warning').map(({ data }) => data)
}

function otherOutputs(result: RunResult, [usual, answered]: readonly RunResult[]): string {
  const { outputs, declaredOutputs } = result
  const valueOf = (run: RunResult | undefined, name: string): string =>
    run === undefined ? '' : normalised(run, run.outputs[name] ?? '')
  const isCopy = (name: string): boolean =>
    (name === 'response' && outputs[name] === outputs['content']) ||
    (name === 'error-message' && annotationsOf(result).includes(outputs[name] ?? ''))
  const others = [...new Set([...declaredOutputs, ...Object.keys(outputs)])].filter(
    (name) => valueOf(result, name) !== valueOf(usual, name) && !isCopy(name),
  )
  const empty = others.filter((name) => valueOf(result, name) === '')
  const answer = others.filter(
    (name) => !empty.includes(name) && valueOf(result, name) === valueOf(answered, name),
  )
  return [
    ...others
      .filter((name) => !empty.includes(name) && !answer.includes(name))
      .map((name) => {
        const undeclared = declaredOutputs.includes(name) ? '' : ' (UNDECLARED)'
        return `${name}${undeclared} =${valueText(outputs[name] ?? '')}`
      }),
    ...(answer.length === 0 ? [] : [`as in the plain answer: ${answer.join(', ')}`]),
    ...(empty.length === 0 ? [] : [`empty: ${empty.join(', ')}`]),
  ].join('\n')
}

/** Without what stands in an annotation or in the answer already. */
function otherSummary(result: RunResult, usual: readonly RunResult[]): string {
  if (result.summary === '' && usual[0]?.summary !== '') return 'none'
  const bare = (text: string): string => normalised(result, text).replace(/[\\`]/g, '')
  const known = [...annotationsOf(result), result.outputs['content'] ?? ''].map(bare)
  return newLines(result, usual, ({ summary }) => summary)
    .filter((line) => {
      const text = bare(line.replace(/^> (?:\*\*[^*]+:\*\* )?/, ''))
      return !/^[|\s:-]*$/.test(line) && !known.some((one) => one.includes(text))
    })
    .join('\n')
}

/** A raw response is what the server sent, which the scenario says itself; a file of the content is the content. */
function otherFiles(
  result: RunResult,
  usual: readonly RunResult[],
): (readonly [title: string, text: string])[] {
  const known = usual.flatMap((run) => [...run.files.keys()].map((path) => normalised(run, path)))
  return [...result.files].flatMap(([path, bytes]) => {
    const isContent = bytes.equals(Buffer.from(result.outputs['content'] ?? ''))
    if (known.includes(normalised(result, path)) && (isContent || path.includes('raw-'))) return []
    return [[`file ${path}`, isContent ? '(the content)' : fileText(bytes)] as const]
  })
}

/** The first request is held against that of the plain run, each further one against the one before. */
function otherRequests(
  requests: readonly ArrivedRequest[],
  usual: ArrivedRequest | undefined,
): (readonly [title: string, text: string])[] {
  if (requests.length === 0) return [['requests', 'none arrived']]
  return requests.map((request, index) => {
    const before = index === 0 ? usual : requests[index - 1]
    const text = otherRequest(request, before)
    return [`request ${String(index + 1)}`, text === '' && index > 0 ? 'the same again' : text]
  })
}

function otherRequest(request: ArrivedRequest, usual: ArrivedRequest | undefined): string {
  const line = ({ method, path }: ArrivedRequest): string => `${method} ${path}`
  return [
    ...(usual !== undefined && line(request) === line(usual) ? [] : [line(request)]),
    ...otherEntries(
      headersOf(request),
      usual === undefined ? {} : headersOf(usual),
      (name, value) => `${name}: ${String(value)}`,
    ),
    ...otherEntries(
      fieldsOf(request.json),
      fieldsOf(usual?.json),
      (name, value) => `${name} = ${JSON.stringify(value, undefined, 2)}`,
    ),
  ].join('\n')
}

function otherEntries(
  entries: Readonly<Record<string, unknown>>,
  usual: Readonly<Record<string, unknown>>,
  show: (name: string, value: unknown) => string,
): string[] {
  return [
    ...Object.entries(entries)
      .filter(([name, value]) => !isDeepStrictEqual(value, usual[name]))
      .map(([name, value]) => show(name, value)),
    ...Object.keys(usual)
      .filter((name) => !(name in entries))
      .map((name) => `without ${name}`),
  ]
}

/** Length and port differ in every run. */
function headersOf({ rawHeaders }: ArrivedRequest): Record<string, string> {
  return Object.fromEntries(rawHeaders.filter(([name]) => !/^(?:content-length|host)$/i.test(name)))
}

function fieldsOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? { ...json } : {}
}
