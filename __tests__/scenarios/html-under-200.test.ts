import { startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('the page of a website where the API should be', async () => {
  await using server = await startServer({
    headers: { 'content-type': 'text/html' },
    body: '<!DOCTYPE html>\n<html><head><title>Acme LLM – sign in</title></head><body><form>…</form></body></html>',
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'The capital of France?' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
