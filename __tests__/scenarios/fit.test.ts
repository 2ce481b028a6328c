import { completion, type Reply } from '../support/inference-server.js'
import { inParallel, MANY_STEPS_MS } from '../support/in-parallel.js'
import { ask } from '../support/scenario.js'

const DIFF = Array.from({ length: 60 }, (_, n) => {
  const path = `src/file-${String(n)}.ts`
  const lines = `-const before = ${String(n)}\n+const after = ${String(n)}\n`.repeat(10)
  return `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1,10 +1,10 @@\n${lines}`
}).join('')
const inputs = { prompt: 'Review this:\n{{ diff }}', 'file-variables': 'diff: pr.diff', fit: 'diff: diff' }
const options = { inputs, files: { 'pr.diff': DIFF } }

/** Of the messages in a request's body. */
function promptOf(json: unknown): string {
  const { messages } = json as { messages: readonly { content: string }[] }
  return messages.map(({ content }) => content).join('')
}

/** A model with room for 4,000 tokens, of two bytes each, that refuses in the words of a server. */
function small(refusal: (tokens: number) => { readonly status: number; readonly error: object }) {
  return ({ json }: { readonly json: unknown }): Reply => {
    const tokens = Math.ceil(Buffer.byteLength(promptOf(json)) / 2)
    const { status, error } = refusal(tokens)
    return tokens <= 4000 ? { body: completion({}) } : { status, body: { error } }
  }
}

const saying = (words: (tokens: string) => string) =>
  small((tokens) => ({
    status: 400,
    error: { message: words(String(tokens)), type: 'invalid_request_error' },
  }))

test(
  'each server that has no room for the prompt is asked once more with less of it',
  async () => {
    const servers = [
      saying(
        (n) =>
          `This model's maximum context length is 4000 tokens. However, your messages resulted in ${n} tokens.`,
      ),
      saying(
        (n) =>
          `Input tokens exceed the configured limit of 4000 tokens. Your messages resulted in ${n} tokens.`,
      ),
      saying(
        (n) =>
          `This endpoint's maximum context length is 4000 tokens. However, you requested about ${n} tokens (${n} of text input). Please reduce the length of either one.`,
      ),
      saying((n) => `prompt is too long: ${n} tokens > 4000 maximum`),
      small((n) => ({
        status: 400,
        error: {
          message: 'the request exceeds the available context size. try increasing the context size',
          type: 'exceed_context_size_error',
          n_prompt_tokens: n,
          n_ctx: 4000,
        },
      })),
      small(() => ({
        status: 413,
        error: {
          code: 'tokens_limit_reached',
          message: 'Request body too large for gpt-4o-mini model. Max size: 2500 tokens.',
        },
      })),
      saying(
        (n) =>
          `This model's maximum context length is 4000 tokens. However, your request has ${n} input tokens. Please reduce the length of the input messages.`,
      ),
      saying(
        () =>
          "This model's maximum context length is 2500 tokens. However, you requested 1 output tokens and your prompt contains at least 2500 input tokens, for a total of at least 2501 tokens.",
      ),
    ]
    const runs = await inParallel(servers, (server) => ask(server, options))
    for (const { result, requests } of runs) {
      expect(result.outputs).toMatchObject({ outcome: 'success', attempts: '2' })
      expect(requests).toHaveLength(2)
      const sent = promptOf(requests[1]?.json)
      // Nearly all of the room is used, and what is shown and left out is the whole.
      expect(Buffer.byteLength(sent)).toBeGreaterThan(5000)
      const [{ variable, bytes, lines, files }] = JSON.parse(result.outputs['left-out'] ?? '') as [
        Record<string, number>,
      ]
      expect([variable, files]).toEqual(['diff', sent.match(/left out of|(?<=left out: .*)src\//g)?.length])
      const shown = sent.slice('Review this:\n'.length).replace(/^\[… .*\n?/gm, '')
      expect(Buffer.byteLength(shown) + Number(bytes)).toBe(Buffer.byteLength(DIFF))
      expect(shown.split('\n').length - 1 + Number(lines)).toBe(DIFF.split('\n').length - 1)
      expect(result.stdout).toMatch(/room for [\d,]+ tokens: the prompt is sent once more with .* of diff/)
      const warnings = result.commands.filter(({ name }) => name === 'warning').map(({ data }) => data)
      expect(warnings).toEqual([
        expect.stringMatching(/had no room for the whole prompt.* of diff \(\d+ files\)/),
      ])
      expect(result.summary).toMatch(/\| Left out \|\n.*\n.*\| [\d,]+ lines, .* of diff/)
    }
  },
  MANY_STEPS_MS,
)

test('a prompt that is still too large is not sent a third time, and one without "fit" not twice', async () => {
  const refused: Reply = { status: 400, body: { error: { message: 'The prompt is too long' } } }
  const twice = await ask(refused, options)
  expect(twice.result.outputs).toMatchObject({ 'error-code': 'prompt_too_large', attempts: '2' })
  expect(twice.result.outputs['left-out']).toContain('"variable":"diff"')
  const tiny: Reply = {
    status: 400,
    body: {
      error: { message: 'maximum context length is 3 tokens. Your messages resulted in 9000 tokens.' },
    },
  }
  const empty = await ask(tiny, { ...options, inputs: { ...inputs, prompt: '{{ diff }}' } })
  expect(empty.result.outputs).toMatchObject({ 'error-code': 'prompt_too_large', attempts: '1' })
  const once = await ask(refused, { ...options, inputs: { ...inputs, fit: '' } })
  expect(once.result.outputs).toMatchObject({
    'error-code': 'prompt_too_large',
    attempts: '1',
    'left-out': '[]',
  })
})

test('a budget shortens the prompt before the first request', async () => {
  const { result, requests } = await ask(
    { body: completion({}) },
    {
      ...options,
      inputs: { ...inputs, 'max-prompt-tokens': '2000' },
    },
  )
  expect(Buffer.byteLength(promptOf(requests[0]?.json))).toBeLessThanOrEqual(6000)
  expect(result.outputs).toMatchObject({ outcome: 'success', attempts: '1' })
  expect(result.outputs['left-out']).toMatch(
    /^\[\{"variable":"diff","bytes":\d+,"lines":\d+,"files":\d+\}\]$/,
  )
  expect(result.summary).toContain('| Left out |')
})
