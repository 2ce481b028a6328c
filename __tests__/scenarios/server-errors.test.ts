import { inParallel } from '../support/in-parallel.js'
import { startServer, type ArrivedRequest, type Reply } from '../support/inference-server.js'
import { runAction, type RunResult } from '../support/run-action.js'
import { bodyOf, SERVER_ERRORS, TABLE_NOW, type ServerError } from '../support/server-errors.js'

const results = new Map<ServerError, RunResult>()

beforeAll(async () => {
  await using server = await startServer((request) => replyOf(errorAt(request)))
  await inParallel(SERVER_ERRORS, async (error, index) => {
    results.set(
      error,
      await runAction({
        inputs: {
          endpoint: `${server.url}/${String(index)}/v1`,
          token: 'sk-test-0123456789',
          model: 'gpt-4.1-mini',
          prompt: 'What is the capital of France?',
          'max-retries': '0',
          ...(error.sent === undefined ? {} : { [error.sent.replaceAll('_', '-')]: '100' }),
        },
      }),
    )
  })
}, 120_000)

test.each(SERVER_ERRORS)('$provider ($status) is $code', (error) => {
  const { exitCode, commands, outputs, stdout, stderr, summary } = resultOf(error)

  expect({ exitCode, outcome: outputs['outcome'], code: outputs['error-code'], stderr }).toEqual({
    exitCode: 1,
    outcome: 'failure',
    code: error.code,
    stderr: '',
  })
  expect(outputs['error-status']).toBe(String(error.errorStatus ?? error.status))
  // A token limit that the server wants under its other name is sent again, once.
  expect(outputs['attempts']).toBe(error.rename === undefined ? '1' : '2')

  const message = outputs['error-message'] ?? ''
  expect(message).toContain(error.contains ?? '')
  expect(message).toContain(error.remedy ?? '')
  expect(commands.filter(({ name }) => name === 'error').map(({ data }) => data)).toEqual([message])
  expect(commands.map(({ name }) => name)).toEqual(['add-mask', 'add-mask', 'error'])

  expect(outputs['content']).toBe('')
  // A frame of a stack trace, in any of the places where a person looks.
  const shown = [stdout, summary, message].join('\n')
  expect(shown).not.toMatch(/^\s*at .*[:(]/m)
  if (error.hidden !== undefined) expect(shown).not.toContain(error.hidden)
})

function resultOf(error: ServerError): RunResult {
  const result = results.get(error)
  if (result === undefined) throw new Error('This failure was not tried')
  return result
}

/** The number of the failure is the first segment of the path. */
function errorAt({ path }: ArrivedRequest): ServerError {
  const error = SERVER_ERRORS[Number(path.split('/')[1])]
  if (error === undefined) throw new Error(`No failure at ${path}`)
  return error
}

function replyOf(error: ServerError): Reply {
  const headers = Object.fromEntries(
    Object.entries(error.headers).map(([name, value]) => [name, datedNow(value)]),
  )
  const body = bodyOf(error)
  if (error.endedByClose !== true) return { status: error.status, headers, body }
  return {
    raw: (_request, _response, socket) => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      socket.end(
        Buffer.concat([Buffer.from(`HTTP/1.1 ${String(error.status)} OK\r\n${lines.join('')}\r\n`), body]),
      )
    },
  }
}

/** A date as far from now as the one of the table is from its own time. */
function datedNow(value: string): string {
  if (!/^\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT$/.test(value)) return value
  return new Date(Date.now() + Date.parse(value) - TABLE_NOW).toUTCString()
}
