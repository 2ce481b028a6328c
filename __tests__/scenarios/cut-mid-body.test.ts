import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'
import { onRequestHead, startWireServer } from '../support/wire-server.js'

const HALF = '{"id":"chatcmpl-1","choices":[{"index":0,"message":{"role":"assistant","content":"Half an ans'

test.each([
  ['with a length', `Content-Length: 500\r\n\r\n${HALF}`],
  ['in chunks', `Transfer-Encoding: chunked\r\n\r\n${HALF.length.toString(16)}\r\n${HALF}\r\n`],
  ['that the end of the connection ends', `\r\n${HALF}`],
])('a body %s is cut off: tried again, then a network error', async (_, rest) => {
  await using server = await startWireServer((socket) => {
    onRequestHead(socket, () => {
      socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${rest}`)
    })
  })

  const result = await runAction({
    inputs: { endpoint: `http://${server.host}/v1`, ...QUESTION, 'max-retries': '1' },
  })

  expect(server.connections()).toBe(2)
  expect(view(result)).toMatchSnapshot()
})
