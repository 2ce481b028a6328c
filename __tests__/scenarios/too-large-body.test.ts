import { startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a body without an end is read up to 64 MiB', async () => {
  const piece = Buffer.alloc(1024 * 1024, ' ')
  await using server = await startServer({
    raw: (_request, response) => {
      const pour = (): void => {
        while (!response.destroyed) if (!response.write(piece)) return
      }
      response.on('drain', pour)
      pour()
    },
  })

  const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, ...QUESTION } })

  expect(view(result, server)).toMatchSnapshot()
})
