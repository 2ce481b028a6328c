import { completion, startServer, type ScriptedReply } from '../support/inference-server.js'
import { ask, askRow } from '../support/scenario.js'

test.each<[what: string, reply: ScriptedReply]>([
  [
    'the page of a website where the API should be',
    {
      headers: { 'content-type': 'text/html' },
      body: '<!DOCTYPE html>\n<html><head><title>Acme LLM – sign in</title></head><body><form>…</form></body></html>',
    },
  ],
  [
    'a server that streams although it was told not to',
    {
      headers: { 'content-type': 'text/event-stream' },
      body: [
        'data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"Paris"}}]}',
        'data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}',
        'data: [DONE]',
        '',
      ].join('\n\n'),
    },
  ],
  [
    'a completion without choices',
    {
      body: {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        model: 'm-1',
        choices: [],
        usage: { total_tokens: 9 },
      },
    },
  ],
  [
    'a base URL that leads to a page of somebody else',
    {
      status: 404,
      headers: { 'content-type': 'text/html' },
      body: '<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.25.3</center>\r\n</body>\r\n</html>\r\n',
    },
  ],
])('%s', async (_what, reply) => {
  const { shown } = await askRow(reply)
  expect(shown).toMatchSnapshot()
})

test('a body without an end is read up to 16 MiB', async () => {
  const piece = Buffer.alloc(1024 * 1024, ' ')
  const { shown } = await ask({
    raw: (_request, response) => {
      const pour = (): void => {
        while (!response.destroyed) if (!response.write(piece)) return
      }
      response.on('drain', pour)
      pour()
    },
  })
  expect(shown).toMatchSnapshot()
})

describe('a redirect is not followed; the error says where it points, without the query', () => {
  test('to another origin: that gets no connection', async () => {
    await using stranger = await startServer({ body: completion() })
    const { result, requests, shown } = await ask({
      status: 307,
      headers: { location: `${stranger.url}/v1/chat/completions?from=there` },
    })
    expect(stranger.requests).toEqual([])
    expect(requests).toHaveLength(1)
    expect(result.outputs['error-message']).toContain(`${stranger.url}/v1`)
    expect(result.outputs['error-message']).not.toContain('from=there')
    expect(shown).toMatchSnapshot()
  })

  test.each([301, 302, 303, 307, 308])('%d inside of the origin', async (status) => {
    const { result, requests, shown } = await askRow([
      { status, headers: { location: '/openai/v1/chat/completions?a=b' } },
      { body: completion() },
    ])
    expect(requests).toHaveLength(1)
    expect(result.outputs).toMatchObject({ 'error-code': 'invalid_response', 'error-status': String(status) })
    expect(result.outputs['error-message']).toContain('/openai/v1')
    expect(result.outputs['error-message']).not.toContain('a=b')
    if (status === 308) expect(shown).toMatchSnapshot()
  })
})
