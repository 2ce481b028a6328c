import { durationMs, parseHttpDate, serverWaitMs } from '../../src/ask/server-error/server-wait.js'

const NOW = Date.parse('2026-08-02T00:00:00Z')

test.each([
  ['Please wait 9 seconds before retrying.', 9000],
  ['Please retry in 3.75s.', 3750],
  ['Request was throttled. Expected available in 17 seconds.', 17_000],
  ['Please try again in 20ms. Visit', 20],
  ['Please try again in 1m30s.', 90_000],
  ['Please try again in 7m12s', 432_000],
  ['Please retry in 2h47m56.584147483s.', 10_076_585],
  ['Please retry after 1 second. Please go', 1000],
  ['Try again in 57 seconds.', 57_000],
  ['please wait for about 2 minutes and 5 seconds', 125_000],
  ['Limit resets in 3 hours', 10_800_000],
  ['retry\n  in 5 s', 5000],
  ['Please retry in 0s', 0],
  ['please wait a moment and try again', undefined],
  ['retry after 5', undefined],
  ['Limit 30000, Used 29560, Requested 1443', undefined],
  ['waited 5 seconds for a lock', undefined],
  ['try again in 5 months', undefined],
  ['', undefined],
])('%j asks for %p ms', (words, ms) => {
  expect(serverWaitMs({}, words, undefined, NOW)).toBe(ms)
})

test.each([
  ['37s', 37_000],
  ['57.238747106s', 57_239],
  ['1h16m0.667s', 4_560_667],
  ['soon', undefined],
])('the duration %j is %p ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms)
})

test.each([
  ['Thu, 30 Jul 2026 00:00:00 GMT', '2026-07-30T00:00:00.000Z'],
  [' Thu, 30 Jul 2026 00:00:00 UTC ', '2026-07-30T00:00:00.000Z'],
])('%j is an HTTP date', (text, iso) => {
  expect(new Date(parseHttpDate(text) ?? NaN).toISOString()).toBe(iso)
})

test.each([undefined, '', '5', 'soon', 'foo 5', '2026-07-30', 'Xxx, 99 Yyy 2026 00:00:00 GMT'])(
  "%j isn't an HTTP date",
  (text) => {
    expect(parseHttpDate(text)).toBeUndefined()
  },
)

describe('the wait is the first valid one', () => {
  const all = {
    'retry-after-ms': '1500',
    'x-ratelimit-timeremaining': '40',
    'retry-after': '50',
  }
  const wait = (headers: Record<string, string>, words = '', field?: number) =>
    serverWaitMs(headers, words, field, NOW)

  test('of retry-after-ms, x-ratelimit-timeremaining, retry-after, words, field', () => {
    expect(wait(all, 'wait 9 seconds', 3000)).toBe(1500)
    expect(wait({ ...all, 'retry-after-ms': '-1' }, 'wait 9 seconds')).toBe(40_000)
    expect(wait({ 'retry-after': '50' }, 'wait 9 seconds')).toBe(50_000)
    expect(wait({ 'retry-after': 'tomorrow' }, 'wait 9 seconds', 3000)).toBe(9000)
    expect(wait({}, 'try later', 3000)).toBe(3000)
    expect(wait({}, 'try later')).toBeUndefined()
  })

  test('a retry-after is seconds or a date, and never negative', () => {
    expect(wait({ 'retry-after': '0' })).toBe(0)
    expect(wait({ 'retry-after': '1.5' })).toBe(1500)
    expect(wait({ 'retry-after': '7, 9' })).toBe(7000)
    expect(wait({ 'retry-after': 'Sun, 02 Aug 2026 00:01:00 GMT' })).toBe(60_000)
    expect(wait({ 'retry-after': 'Sat, 01 Aug 2026 00:00:00 GMT' })).toBe(0)
    expect(wait({ 'retry-after': '-5' })).toBeUndefined()
    expect(wait({ 'retry-after': '1e9' })).toBeUndefined()
    expect(wait({ 'retry-after': 'NaN' })).toBeUndefined()
  })
})
