import { repairOf } from '../../src/ask/repair.js'
import { readFailedResponse } from '../../src/ask/server-error/read-failed-response.js'
import { TITLES } from '../../src/failure.js'
import { createMutations, HOSTILE_PIECES } from '../support/mutations.js'
import { SERVER_ERRORS, TABLE_NOW } from '../support/server-errors.js'

const CASES = 3000
const SEED = 20_260_730

const STATUSES = [
  100, 200, 201, 204, 302, 304, 400, 401, 402, 403, 404, 407, 408, 410, 413, 418, 422, 429, 500, 501, 503,
  529, 999,
]
const HEADERS: readonly Record<string, string>[] = [
  { 'retry-after': '::1' },
  { 'retry-after': 'Thu, 30 Jul 2026 99:00:00 GMT' },
  { 'retry-after': '9'.repeat(400) },
  { sunset: '::error::' },
  { sunset: 'Thu, 30 Jul 2026 00:00:00 GMT', link: '<x>\n##[error]::y' },
  { location: '::' },
  { location: 'http://[::1]:0/::a?b' },
  { location: 'javascript:alert(1)' },
  { server: '##[x' },
  { 'www-authenticate': '\u001b[2J' },
]

test(`${String(CASES)} mutated responses give a known code, a reason and nothing hidden`, () => {
  const { chance, pick, body } = createMutations(SEED)
  let failures = 0
  for (let index = 0; index < CASES; index++) {
    const error = pick(SERVER_ERRORS)
    const status = chance() < 0.4 ? pick(STATUSES) : error.status
    const failed = readFailedResponse(
      {
        status,
        statusText: chance() < 0.2 ? pick(HOSTILE_PIECES) : '',
        headers: chance() < 0.3 ? { ...error.headers, ...pick(HEADERS) } : error.headers,
        body: body(error.body),
      },
      {
        host: 'h.example:8443',
        speaksGitHubModels: chance() < 0.3,
        sendsToken: chance() < 0.5,
        model: pick(['gpt-4o', 'openai/gpt-4o', ...HOSTILE_PIECES]),
        now: TABLE_NOW,
      },
    )
    if (!failed) {
      // Only a success status may have no failure.
      expect(String(status)).toMatch(/^2/)
      continue
    }
    failures++
    const { code, reason, remedy, status: own } = failed.failure
    expect(TITLES).toHaveProperty(code)
    expect(Number.isInteger(own)).toBe(true)
    expect(reason).toMatch(/h\.example:8443/)
    expect(remedy).not.toBe('')
    expect(reason.length).toBeLessThan(1200)
    expect(`${reason} ${remedy}`).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/)
    expect(failed.serverWaitMs ?? 0).toBeGreaterThanOrEqual(0)
    expect(Number.isFinite(failed.serverWaitMs ?? 0)).toBe(true)
    const sent = { model: 'm', [pick(['max_tokens', 'max_completion_tokens'])]: 5, tools: [] }
    expect(repairOf(failed, sent)?.says).not.toBe('')
    if (failed.retry) expect(['rate_limited', 'provider_error']).toContain(code)
  }
  expect(failures).toBeGreaterThan(CASES / 2)
})
