// The server of the benchmark: answers after a fixed wait, as no model is quicker.
import { createServer } from 'node:http'

export const WAIT_MS = 300

/**
 * Starts it on a free port of this machine. `exchange` holds of the newest request when it arrived, and how
 * long its client waited for the answer, in milliseconds of `performance.now()`.
 */
export async function startServer(answerBytes) {
  const answer = Buffer.from(JSON.stringify(completion(answerBytes)))
  const state = { exchange: undefined, onRequest: undefined }
  const server = createServer((request, response) => {
    const arrivedAt = performance.now()
    state.onRequest?.()
    request.resume().on('end', () => {
      const readAt = performance.now()
      const timer = setTimeout(() => {
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': answer.length })
        response.end(answer)
        state.exchange = { arrivedAt, waitedMs: performance.now() - readAt }
      }, WAIT_MS)
      // Of a client that has gone, the next one must not be told.
      response.once('close', () => clearTimeout(timer))
    })
  })
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${server.address().port}/v1`,
    takeExchange: () => {
      const { exchange } = state
      state.exchange = undefined
      return exchange
    },
    /** Calls back once, when the next request arrives. */
    onNextRequest: (callback) => {
      state.onRequest = () => {
        state.onRequest = undefined
        callback()
      }
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function completion(bytes) {
  return {
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1_760_000_000,
    model: 'bench/model',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: prose(bytes) } }],
    usage: {
      prompt_tokens: 14,
      completion_tokens: Math.ceil(bytes / 4),
      total_tokens: 14 + Math.ceil(bytes / 4),
    },
  }
}

const PARAGRAPH = `## A part of the answer

Models write **Markdown**: words with *emphasis*, \`code\`, [links](https://example.com/) and lists.

- one point, and
- another one

`

/** Markdown of so many bytes, of the kind that models write. */
export function prose(bytes) {
  return PARAGRAPH.repeat(Math.ceil(bytes / PARAGRAPH.length)).slice(0, bytes)
}
