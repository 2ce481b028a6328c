import { gzipSync } from 'node:zlib'
import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('an answer that is compressed, although nobody asked for it', async () => {
  await using server = await startServer({
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify(completion({ content: 'Grüße aus Paris 🗼' }))),
  })

  const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, ...QUESTION } })

  expect(view(result, server)).toMatchSnapshot()
})
