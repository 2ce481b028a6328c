import { startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a base URL that leads to a page of somebody else', async () => {
  await using server = await startServer({
    status: 404,
    headers: { 'content-type': 'text/html' },
    body: '<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.25.3</center>\r\n</body>\r\n</html>\r\n',
  })

  const result = await runAction({ inputs: { endpoint: server.url, ...QUESTION } })

  expect(view(result, server)).toMatchSnapshot()
})
