import { startServer } from './inference-server.js'
import { QUESTION } from './question.js'
import { runAction, type RunningStep, type RunResult } from './run-action.js'

/** Where a step is when it is cancelled. */
export const CANCELLED_WHILE = [
  'it waits for the answer',
  'it waits for the next attempt',
  'it reads the answer',
] as const

export interface Cancelled {
  readonly result: RunResult
  /** How many requests had arrived when the step ended. The server has answered none of them whole by then, nor ever will. */
  readonly requests: number
}

/** More than the sockets of both sides buffer: once it is written, the step has read some of it. */
const LARGE = Buffer.alloc(12 * 1024 * 1024, ' ')

/**
 * Runs a step to a place that can be seen from outside, and sends it a signal there. Nothing but the signal can end it: the
 * answer never comes, or never ends, and the next attempt is an hour away.
 */
export async function cancelStep(
  signal: NodeJS.Signals,
  place: (typeof CANCELLED_WHILE)[number],
  inputs: Readonly<Record<string, string>> = {},
): Promise<Cancelled> {
  let step: RunningStep | undefined
  const cancel = (): void => {
    step?.kill(signal)
  }
  await using server = await startServer({
    raw: (_request, response) => {
      if (place === 'it waits for the answer') {
        cancel()
      } else if (place === 'it reads the answer') {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.write(LARGE, cancel)
      } else {
        response.writeHead(503, { 'retry-after': '3600' }).end('busy')
      }
    },
  })
  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION, timeout: '21600', ...inputs },
    onStarted: (started) => {
      step = started
    },
    onStdout: (text) => {
      if (text.includes('Trying again in')) cancel()
    },
  })
  return { result, requests: server.requests.length }
}
