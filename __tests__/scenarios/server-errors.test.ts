import { inParallel, MANY_STEPS_MS } from '../support/in-parallel.js'
import { startServer, type ArrivedRequest } from '../support/inference-server.js'
import type { RunResult } from '../support/run-action.js'
import { runRow } from '../support/run-row.js'
import { replyOf, SERVER_ERRORS, type ServerError } from '../support/server-errors.js'

/** The first of each code and status; all of them are read in unit/read-failed-response.test.ts. */
const FIRST_OF_A_KIND = SERVER_ERRORS.filter(
  ({ code, status, rename }, index) =>
    index ===
    SERVER_ERRORS.findIndex((one) => one.code === code && one.status === status && one.rename === rename),
)

const results = new Map<ServerError, RunResult>()

beforeAll(async () => {
  await using server = await startServer((request) => replyOf(errorAt(request)))
  await inParallel(FIRST_OF_A_KIND, async (error, index) => {
    results.set(
      error,
      await runRow(
        {
          inputs: {
            endpoint: `${server.url}/${String(index)}/v1`,
            token: 'sk-test-0123456789',
            model: 'gpt-4.1-mini',
            prompt: 'What is the capital of France?',
            'max-retries': '0',
            ...(error.sent === undefined ? {} : { [error.sent.replaceAll('_', '-')]: '100' }),
          },
        },
        index,
      ),
    )
  })
}, MANY_STEPS_MS)

test.each(FIRST_OF_A_KIND)('$provider ($status) is $code', (error) => {
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
  // What the runner would obey is broken in the log, where it counts.
  expect(commands.filter(({ name }) => name === 'error').map(({ data }) => data)).toEqual([
    message.replaceAll('##[', '## ['),
  ])
  // A server that announces its end is worth a warning, too.
  const warnings = error.provider === 'Sunset to come' ? ['warning'] : []
  expect(commands.map(({ name }) => name)).toEqual(['add-mask', 'add-mask', ...warnings, 'error'])

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
  const error = FIRST_OF_A_KIND[Number(path.split('/')[1])]
  if (error === undefined) throw new Error(`No failure at ${path}`)
  return error
}
