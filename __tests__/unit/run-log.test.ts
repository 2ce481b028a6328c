import { readEnvironment } from '../../src/environment.js'
import type { SendEvent } from '../../src/client/send-event.js'
import type { Inputs } from '../../src/inputs/inputs.js'
import { NO_FILES } from '../../src/report/answer-files.js'
import { eventLine, requestLines, resultLines } from '../../src/report/run-log.js'
import type { Run } from '../../src/report/run.js'
import { minimalInputs } from '../support/inputs.js'

const asked = (more: Partial<Inputs> = {}, variables: Record<string, string> = {}): string =>
  requestLines(minimalInputs(more), 1234, readEnvironment(variables)).join('\n')

test('a minimal step', () => {
  expect(asked()).toBe(`Asking m at api.example.com
  path      /v1/chat/completions
  token     none
  model     m  from the input
  messages  user 5 B
  body      1.2 kB
  limits    600 s in all, 2 retries`)
})

test('everything that may be told', () => {
  const validate = (): never => {
    throw new Error('not now')
  }
  expect(
    asked(
      {
        endpoint: {
          url: new URL('http://localhost:8080/v1/chat/completions?key=secret'),
          isGitHubHost: false,
        },
        credential: { header: 'api-key', value: 'secret' },
        customHeaders: { 'X-Api-Key': 'secret', 'X-Team': 'docs' },
        model: { value: 'big', origin: 'input', beaten: 'small' },
        messages: [
          { role: 'system', content: 'é' },
          { role: 'user', content: [{ type: 'text', text: 'x'.repeat(2000) }] },
        ],
        systemReplaced: true,
        parameters: [
          { field: 'temperature', value: 0.5, origin: 'input', beaten: 1 },
          { field: 'stop', value: ['::a\n'], origin: 'prompt file' },
        ],
        format: { kind: 'json_schema', envelope: { name: 'n', schema: {}, strict: true }, validate },
        formatFrom: { origin: 'prompt file', beatsFile: false },
        tools: [{ definition: { name: 'f' }, validate: undefined }],
        toolsFrom: { origin: 'input', beatsFile: true },
        toolChoice: { kind: 'function', name: 'f' },
        extraBody: { secret_sauce: 'secret' },
        timeoutMs: 1000,
        maxRetries: 1,
      },
      { INPUT_TOKEN: 'secret' },
    ),
  ).toBe(
    `Asking big at localhost:8080
  path             /v1/chat/completions
  token            "token", in api-key
  model            big                      from the input, beats "small" of the prompt file
  temperature      0.5                      from the input, beats 1 of the prompt file
  stop             [": :a\\n"]               from the prompt file
  response_format  json_schema n, strict    from the prompt file
  tools            f                        from the input, beats that of the prompt file
  tool_choice      function f               from the input
  headers          X-Api-Key, X-Team        from "custom-headers"
  extra fields     secret_sauce             from "extra-body"
  messages         system 2 B, user 2.0 kB  the system prompt beats that of the prompt file
  body             1.2 kB
  limits           1 s in all, 1 retry`,
  )
})

test.each([
  [{}, { 'INPUT_GITHUB-TOKEN': 'ghs_1' }, 'none (the workflow token goes to GitHub hosts only)'],
  [
    { credential: { header: 'Authorization', value: 'x' } },
    { 'INPUT_GITHUB-TOKEN': 'ghs_1' },
    'the workflow token, in Authorization',
  ],
  [
    { credential: { header: 'Authorization', value: 'x' } },
    { INPUT_TOKEN: 'sk' },
    '"token", in Authorization',
  ],
])('the token: %#', (inputs, variables, text) => {
  expect(asked(inputs, variables)).toContain(`  token     ${text}\n`)
})

test('a long conversation is told by its counts', () => {
  const messages = Array.from({ length: 5 }, () => ({ role: 'user' as const, content: 'ab' }))
  expect(asked({ messages })).toContain('messages  5 with 10 B of text')
})

test.each<[SendEvent, string | undefined]>([
  [{ event: 'attempt', attempt: 2 }, 'Attempt 2'],
  [{ event: 'sent', attempt: 1 }, undefined],
  [{ event: 'response', attempt: 1, status: 200, elapsedMs: 1234, bytes: 1500 }, '  200 after 1.2 s, 1.5 kB'],
  [{ event: 'redirect', attempt: 1, status: 307 }, '  307: following a redirect on the same server'],
  [
    { event: 'retry', attempt: 1, reason: 'It is busy.', waitMs: 9000, waitFrom: 'server' },
    '  It is busy. Trying again in 9.0 s, as the server asked.',
  ],
  [
    { event: 'retry', attempt: 1, reason: 'It is busy.', waitMs: 900, waitFrom: 'backoff' },
    '  It is busy. Trying again in 0.9 s.',
  ],
  [
    { event: 'repair', attempt: 1, from: 'max_tokens', to: 'max_completion_tokens' },
    '  The model wants max_completion_tokens instead of max_tokens: sending it again with the field renamed.',
  ],
])('%j', (event, line) => {
  expect(eventLine(event)).toBe(line)
})

function runOf(more: Partial<Run>): Run {
  return {
    inputs: undefined,
    attempts: 1,
    elapsedMs: 1234,
    response: { status: 200, statusText: 'OK', headers: {}, body: Buffer.from(''), endedByClose: false },
    facts: { finishReason: '', model: '', requestId: '', usage: {} },
    completion: undefined,
    judged: undefined,
    files: NO_FILES,
    failure: undefined,
    ...more,
  }
}

test('a result tells what is known, and the words of a server on one line', () => {
  expect(resultLines(runOf({}))).toEqual(['Answer', '  status  200 OK', '  time    1.2 s'])
  expect(resultLines(runOf({ response: undefined }))).toEqual([])
  const facts = {
    finishReason: 'stop\n::error::x',
    model: '##[error]m',
    requestId: 'r',
    usage: { prompt_tokens: 5 },
  }
  expect(resultLines(runOf({ facts, attempts: 3 }))).toEqual([
    'Answer',
    '  status         200 OK',
    '  request id     r',
    '  model          ## [error]m',
    '  finish reason  stop : :error: :x',
    '  tokens         5 in, ? out, ? in all',
    '  time           1.2 s, 3 attempts',
  ])
})
