import { cancelStep } from '../support/cancelling.js'
import { view } from '../support/snapshot-view.js'

// Windows has no signals to send: a process is only killed there.
const testOnPosix = process.platform === 'win32' ? test.skip : test

testOnPosix.each([
  'it waits for the answer',
  'it waits for the next attempt',
  'it reads the answer',
] as const)('SIGINT while %s ends the step within a second', async (place) => {
  const { result, endedAfterMs } = await cancelStep('SIGINT', place)

  expect(endedAfterMs).toBeLessThan(1000)
  expect(view(result)).toMatchSnapshot()
})
