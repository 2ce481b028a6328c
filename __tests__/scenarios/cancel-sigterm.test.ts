import { cancelStep } from '../support/cancelling.js'

// Windows has no signals to send: a process is only killed there.
const testOnPosix = process.platform === 'win32' ? test.skip : test

testOnPosix.each([
  'it waits for the answer',
  'it waits for the next attempt',
  'it reads the answer',
] as const)('SIGTERM while %s ends the step, which is red even with fail-on-error false', async (place) => {
  const { result, endedAfterMs } = await cancelStep('SIGTERM', place, { 'fail-on-error': 'false' })

  expect(endedAfterMs).toBeLessThan(1000)
  expect(result.exitCode).toBe(1)
  expect(result.outputs).toMatchObject({ outcome: 'failure', 'error-code': 'cancelled' })
  expect(result.commands.filter(({ name }) => ['error', 'warning'].includes(name))).toEqual([
    expect.objectContaining({ name: 'error' }),
  ])
})
