import type { HttpResponse } from '../../src/client/http-types.js'
import { redactedResponse } from '../../src/client/redacted-response.js'
import { createRedactor } from '../../src/redact.js'

const redact = createRedactor(['secret-0123', '98765432', 'nabcdefgh'])

function response(body: string | Buffer, more: Partial<HttpResponse> = {}): HttpResponse {
  return { status: 200, statusText: 'OK', headers: {}, body: Buffer.from(body), endedByClose: false, ...more }
}

const bodyOf = (body: string): string => redactedResponse(response(body), redact).body.toString()

test('status line, headers and body; all else stays', () => {
  const headers = { server: 'a secret-0123', 'x-b': 'b' }
  expect(
    redactedResponse(response('secret-0123', { status: 401, statusText: 'No secret-0123', headers }), redact),
  ).toEqual(response('***', { status: 401, statusText: 'No ***', headers: { server: 'a ***', 'x-b': 'b' } }))
})

test('a body without one is the same object, whatever its bytes', () => {
  const untouched = response(Buffer.from([0xff, 0x00, 0xc3, 0x28]))
  expect(redactedResponse(untouched, redact).body).toBe(untouched.body)
})

test.each([
  ['a text in JSON', '{ "a": "x secret-0123" }', '{ "a": "x ***" }'],
  ['a number in JSON', '{ "a": 98765432, "b": "c" }', '{"a":"***","b":"c"}'],
  ['a part of a number', '{"a": 1987654321}', '{"a":"***"}'],
  ['the letter of an escape', '{"a": "\\nabcdefgh", "b": "nabcdefgh"}', '{"a":"\\nabcdefgh","b":"***"}'],
  ['what is no JSON', '{"a": 98765432', '{"a": ***'],
])('%s', (_, body, clean) => {
  expect(bodyOf(body)).toBe(clean)
})
