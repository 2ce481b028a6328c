import { startServer } from './inference-server.js'
import { QUESTION } from './question.js'
import { runAction, type RunningStep, type RunResult } from './run-action.js'

/** Where a step is when it is cancelled. */
export type CancelledWhile =
  'it waits for the answer' | 'it waits for the next attempt' | 'it reads the answer'

export interface Cancelled {
  readonly result: RunResult
  /** From the signal to the end of the process, in ms. */
  readonly endedAfterMs: number
}

/** More than the sockets of both sides buffer: once it is written, the step has read some of it. */
const LARGE = Buffer.alloc(32 * 1024 * 1024, ' ')

/** Runs a step to a place that can be seen from outside, and sends it a signal there. */
export async function cancelStep(
  signal: NodeJS.Signals,
  place: CancelledWhile,
  inputs: Readonly<Record<string, string>> = {},
): Promise<Cancelled> {
  let step: RunningStep | undefined
  let signalled = NaN
  const cancel = (): void => {
    signalled = performance.now()
    step?.kill(signal)
  }
  await using server = await startServer({
    raw: (_request, response) => {
      if (place === 'it waits for the answer') {
        cancel()
        return
      }
      if (place === 'it reads the answer') {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.write(LARGE, cancel)
        return
      }
      response.writeHead(503, { 'retry-after': '30' }).end('busy')
    },
  })
  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION, ...inputs },
    onStarted: (started) => {
      step = started
    },
    onStdout: (text) => {
      if (text.includes('Trying again in')) cancel()
    },
  })
  return { result, endedAfterMs: performance.now() - signalled }
}
