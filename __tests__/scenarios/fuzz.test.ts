import { TITLES } from '../../src/failure.js'
import { COMPLETIONS } from '../support/completions.js'
import { inParallel, MANY_STEPS_MS } from '../support/in-parallel.js'
import { createMutations, type Mutations } from '../support/mutations.js'
import { QUESTION } from '../support/question.js'
import type { RunResult } from '../support/run-action.js'
import { runRow } from '../support/run-row.js'
import { bodyOf, SERVER_ERRORS } from '../support/server-errors.js'
import { onRequestHead, startWireServer } from '../support/wire-server.js'

const CASES = 80
const SEED = 20_261_123
const ODD_STATUSES = [100, 101, 200, 204, 304, 307, 400, 403, 408, 429, 503, 999]

/** What comes over the wire, and what the step had asked for. */
interface Case {
  readonly wire: Buffer
  readonly inputs: Readonly<Record<string, string>>
}

const results: RunResult[] = []

beforeAll(async () => {
  const mutations = createMutations(SEED)
  const cases = Array.from({ length: CASES }, () => makeCase(mutations))
  await using server = await startWireServer((socket) => {
    onRequestHead(socket, (head) => {
      const number = /^POST \/(\d+)\//.exec(head)?.[1]
      socket.end(cases[Number(number)]?.wire ?? '')
    })
  })
  const run = ({ inputs }: Case, index: number): Promise<RunResult> =>
    runRow(
      {
        inputs: {
          endpoint: `http://${server.host}/${String(index)}/v1`,
          ...QUESTION,
          'max-retries': '0',
          timeout: '10',
          ...inputs,
        },
      },
      index,
    )
  results.push(...(await inParallel(cases, run)))
}, MANY_STEPS_MS)

test.each(Array.from({ length: CASES }, (_, index) => index))('response %d', (index) => {
  const result = results[index]
  if (result === undefined) throw new Error('This response was not tried')
  const { exitCode, timedOut, stderr, commands, outputs } = result

  expect({ timedOut, stderr }).toEqual({ timedOut: false, stderr: '' })
  const ended = commands.map(({ name }) => name).filter((name) => name !== 'add-mask' && name !== 'warning')
  if (exitCode === 0) {
    expect(ended).toEqual([])
    expect(outputs['outcome']).toBe('success')
    expect(hasAnswer(result)).toBe(true)
  } else {
    expect(exitCode).toBe(1)
    expect(ended).toEqual(['error'])
    expect(outputs['outcome']).toBe('failure')
    expect(Object.keys(TITLES).filter((code) => code !== 'internal_error')).toContain(outputs['error-code'])
    expect(outputs['error-message']).not.toBe('')
  }
})

test('the responses come to many different ends', () => {
  const codes = new Set(results.map(({ outputs }) => outputs['error-code']))
  expect(codes).toContain('')
  expect(codes).toContain('network_error')
  expect(codes.size).toBeGreaterThan(8)
})

function hasAnswer(result: RunResult): boolean {
  const { outputs } = result
  const audio = outputs['audio-file'] ?? ''
  return (
    (outputs['content'] ?? '').trim() !== '' ||
    (outputs['tool-calls'] ?? '[]') !== '[]' ||
    (audio !== '' && (result.fileAt(audio)?.length ?? 0) > 0)
  )
}

function makeCase(mutations: Mutations): Case {
  const { chance, pick } = mutations
  const inputs = pick<Case['inputs']>([
    {},
    { 'response-format': 'json_object' },
    { tools: '[{"name": "look_up"}]', 'tool-choice': 'auto' },
    { 'max-tokens': '100' },
  ])
  const garbled = (body: string): Buffer => (chance() < 0.3 ? Buffer.from(body) : mutations.body(body))
  if (chance() < 0.5) {
    return { inputs, wire: wireOf(200, {}, garbled(JSON.stringify(pick(COMPLETIONS))), mutations) }
  }
  const error = pick(SERVER_ERRORS)
  const status = chance() < 0.3 ? pick(ODD_STATUSES) : error.status
  return { inputs, wire: wireOf(status, error.headers, garbled(bodyOf(error).toString()), mutations) }
}

/** The bytes of a response whose framing is right in most cases, and garbled in some. */
function wireOf(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  { chance, below, pick }: Mutations,
): Buffer {
  const whole = [`Content-Length: ${String(body.length)}`, body] as const
  const [framing, framed] = pick<() => readonly [string, Buffer]>([
    () => whole,
    () => whole,
    () => whole,
    () => ['Transfer-Encoding: chunked', inChunks(body, below(body.length + 1))],
    () => ['Connection: close', body],
    () => [`Content-Length: ${String(below(2 * body.length + 2))}`, body],
    () => ['Transfer-Encoding: chunked', inChunks(body, body.length).subarray(0, -1 - below(6))],
    () => ['Content-Encoding: gzip', body],
  ])()
  const others = Object.entries(headers).filter(([name]) => name !== 'content-length')
  const lines = [
    `HTTP/1.1 ${String(status)} ${pick(['', 'OK', 'Oops'])}`,
    ...others.map((pair) => pair.join(': ')),
    framing,
  ]
  const wire = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), framed])
  if (chance() < 0.1) wire[below(wire.length)] = below(256)
  return chance() < 0.1 ? wire.subarray(0, below(wire.length)) : wire
}

function inChunks(body: Buffer, first: number): Buffer {
  const chunk = (bytes: Buffer): Buffer[] =>
    bytes.length === 0 ? [] : [Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]
  return Buffer.concat([
    ...chunk(body.subarray(0, first)),
    ...chunk(body.subarray(first)),
    Buffer.from('0\r\n\r\n'),
  ])
}
