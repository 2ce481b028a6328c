// A stand-in for GitHub's API: it answers what it is asked for, and notes that it was.
import { createServer } from 'node:http'

/**
 * Starts it on a free port of this machine.
 *
 * @param answerTo the answer to a GET of a URL, or undefined where there is nothing; a step that is shown writes nothing
 */
export async function startGitHub(answerTo) {
  const requests = []
  const server = createServer((request, response) => {
    requests.push({ method: request.method, path: request.url, rawHeaders: request.rawHeaders, body: '' })
    const answer = request.method === 'GET' ? answerTo(new URL(request.url, 'http://localhost')) : undefined
    response.writeHead(answer === undefined ? 404 : 200, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(answer ?? { message: 'Not Found' }))
  })
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    requests,
    notes: [],
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
