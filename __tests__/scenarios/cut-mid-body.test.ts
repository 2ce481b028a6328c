import { differences } from '../support/differences.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'
import { onRequestHead, startWireServer } from '../support/wire-server.js'

const HALF = '{"id":"chatcmpl-1","choices":[{"index":0,"message":{"role":"assistant","content":"Half an ans'

test.each([
  ['with a length', `Content-Length: 500\r\n\r\n${HALF}`],
  ['in chunks', `Transfer-Encoding: chunked\r\n\r\n${HALF.length.toString(16)}\r\n${HALF}\r\n`],
])('a body %s is cut off: tried again, then a network error', async (what, rest) => {
  await using server = await startWireServer((socket) => {
    onRequestHead(socket, () => {
      socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${rest}`)
    })
  })

  const result = await runAction({
    inputs: { endpoint: `http://${server.host}/v1`, ...QUESTION, 'max-retries': '1' },
  })

  expect(server.connections()).toBe(2)
  expect(what === 'with a length' ? view(result) : await differences(result)).toMatchSnapshot()
})

// As HTTP/1.0 servers send it: nothing tells a body that was cut from one that is just wrong.
test('a body that only the end of the connection ends is read as it arrived', async () => {
  await using server = await startWireServer((socket) => {
    onRequestHead(socket, () => {
      socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${HALF}`)
    })
  })

  const result = await runAction({ inputs: { endpoint: `http://${server.host}/v1`, ...QUESTION } })

  expect(server.connections()).toBe(1)
  expect(result.outputs).toMatchObject({ outcome: 'failure', 'error-code': 'invalid_response' })
})
