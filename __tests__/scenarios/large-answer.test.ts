import { completion, startServer } from '../support/inference-server.js'
import { runAction, type RunResult } from '../support/run-action.js'

const HOSTILE_LINES = [
  'ghadelimiter_00000000-0000-4000-8000-000000000000',
  'EOF',
  'outcome=failure',
  'content<<EOF',
  '::error::not ours',
  '::set-output name=outcome::failure',
  '##[error]not ours',
  'emoji 🎉👩‍👩‍👧‍👦, CRLF\r',
  'a lone CR \r in a line, a tab \t, a NUL-free end',
]

/** A text of at least so many bytes, of lines that a careless writer of files would trip over. */
function hostileText(bytes: number): string {
  const block = `${HOSTILE_LINES.join('\n')}\r\n`
  return block.repeat(Math.ceil(bytes / Buffer.byteLength(block)))
}

async function ask(content: string): Promise<RunResult> {
  await using server = await startServer({ body: completion({ content }) })
  return await runAction({ inputs: { endpoint: server.url, model: 'm', prompt: 'Write a lot.' } })
}

test('300 kB of hostile lines arrive byte for byte, and forge nothing', async () => {
  const content = hostileText(300_000)
  const result = await ask(content)

  expect(result.exitCode).toBe(0)
  expect(result.outputs['content'] === content).toBe(true)
  expect(result.outputs['response'] === content).toBe(true)
  expect(result.outputs['content-truncated']).toBe('false')
  expect(result.outputs['outcome']).toBe('success')
  expect(Object.keys(result.outputs)).toEqual(result.declaredOutputs)
  expect(result.fileAt(result.outputs['response-file'] ?? '')?.equals(Buffer.from(content))).toBe(true)
  expect(result.commands.filter(({ name }) => name !== 'add-mask')).toEqual([])
  expect(result.stdout).toContain('read it from the output "response-file"')
})

test('a content over 1,000,000 bytes is cut between characters, and whole in the file', async () => {
  // 4 bytes each, from an odd offset, so that the limit falls inside a character.
  const content = `a${'🎉'.repeat(300_000)}`
  const result = await ask(content)

  expect(result.exitCode).toBe(0)
  const output = result.outputs['content'] ?? ''
  expect(output === `a${'🎉'.repeat(249_999)}`).toBe(true)
  expect(result.outputs['response'] === output).toBe(true)
  expect(result.outputs['content-truncated']).toBe('true')
  expect(result.fileAt(result.outputs['response-file'] ?? '')?.equals(Buffer.from(content))).toBe(true)
})

test('any other output over the limit is empty, with a warning', async () => {
  const reasoning = 'r'.repeat(1_000_001)
  await using server = await startServer({
    body: completion({ message: { reasoning_content: reasoning } }),
  })
  const result = await runAction({ inputs: { endpoint: server.url, model: 'm', prompt: 'Think.' } })

  expect(result.exitCode).toBe(0)
  expect(result.outputs).toMatchObject({ reasoning: '', content: 'Paris.', 'content-truncated': 'false' })
  expect(result.commands.filter(({ name }) => name === 'warning').map(({ data }) => data)).toEqual([
    'The output "reasoning" is empty, because it would be larger than 1.0 MB. The whole response is in the file of "raw-response-file".',
  ])
})
