import { CANCELLED_WHILE, cancelStep } from '../support/cancelling.js'
import { differences } from '../support/differences.js'

// Windows has no signals to send: a process is only killed there.
const testOnPosix = process.platform === 'win32' ? test.skip : test

testOnPosix.each(CANCELLED_WHILE)('SIGINT while %s ends the step', async (place) => {
  const { result, requests } = await cancelStep('SIGINT', place)

  expect({ timedOut: result.timedOut, requests }).toEqual({ timedOut: false, requests: 1 })
  expect(await differences(result)).toMatchSnapshot()
})

testOnPosix.each(CANCELLED_WHILE)(
  'SIGTERM while %s ends the step, which is red even with fail-on-error false',
  async (place) => {
    const { result, requests } = await cancelStep('SIGTERM', place, { 'fail-on-error': 'false' })

    expect({ timedOut: result.timedOut, requests }).toEqual({ timedOut: false, requests: 1 })
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({ outcome: 'failure', 'error-code': 'cancelled' })
    expect(result.commands.filter(({ name }) => ['error', 'warning'].includes(name))).toEqual([
      expect.objectContaining({ name: 'error' }),
    ])
  },
)
