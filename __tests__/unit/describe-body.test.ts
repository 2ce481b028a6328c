import { describeBody } from '../../src/ask/server-error/describe-body.js'

function describe(body: unknown, encoding?: string) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    parsed = undefined
  }
  return describeBody(text, parsed, encoding)
}

test.each<[body: unknown, what: string]>([
  ['', 'it is empty'],
  [' \n', 'it is empty'],
  ['<!doctype html><script>x()</script>', 'it is an HTML page'],
  ['<!doctype html><title>Sign in</title>', 'it is an HTML page, "Sign in"'],
  ['<html><body><h1>It works!</h1></body></html>', 'it is an HTML page, "It works!"'],
  ['data: {"choices":[]}\n\n', 'it is an event stream, although "stream": false was asked for'],
  ['oops', 'it is not valid JSON'],
  ['[1]', 'it is JSON, but not an object'],
  [{ data: 1 }, 'it has no list of choices'],
  [{ choices: [] }, 'its list of choices is empty'],
  [{ choices: [{}] }, 'its first choice has no message'],
  [{ choices: [{ finish_reason: 'stop' }] }, 'its first choice has no message, and the finish_reason "stop"'],
  [{ detail: 'Not authenticated.' }, 'it has no list of choices, and says: Not authenticated'],
  [{ message: 'the words of a model', role: 'assistant' }, 'it has no list of choices'],
])('%j: %s', (body, what) => {
  expect(describe(body).what).toBe(what)
})

test('a compression that nobody asked for is named, but not where the body is JSON all the same', () => {
  expect(describe('\u0000(', 'zstd')).toMatchObject({
    what: 'it is compressed as "zstd", which was not asked for',
    remedy: expect.stringContaining('gzip, deflate and br') as string,
  })
  expect(describe({ a: 1 }, 'zstd').what).toBe('it has no list of choices')
  expect(describe('x', 'gzip').what).toBe('it is not valid JSON')
})

test('JSON that breaks off is no reason to doubt the endpoint', () => {
  expect(describe('{"choices":[{"mess').remedy).toMatch(/^Run the step again/)
  expect(describe('oops').remedy).toContain('"endpoint"')
})
