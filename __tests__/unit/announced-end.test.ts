import { announcedEnd } from '../../src/ask/announced-end.js'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const end = (headers: Record<string, string>) => announcedEnd(headers, NOW)

test.each<[Record<string, string>, string]>([
  [{ sunset: 'Thu, 30 Jul 2026 23:59:59 GMT' }, 'gone from 2026-07-30'],
  [{ deprecation: '@1782864000' }, 'deprecated from 2026-07-01'],
  [{ deprecation: '@1688169599', sunset: 'Thu, 30 Jul 2026 23:59:59 GMT' }, 'deprecated from 2023-06-30, gone from 2026-07-30'],
])('%j', (headers, dates) => {
  expect(end(headers)).toEqual({ dates, link: undefined })
}) // prettier-ignore

test.each([
  {},
  { sunset: 'Wed, 30 Jul 2025 23:59:59 GMT' },
  { sunset: '2026-07-30' },
  { sunset: 'soon' },
  { deprecation: 'true' },
  { deprecation: '@1688169599' },
  { deprecation: '1782864000' },
  { deprecation: '@999999999999' },
  { deprecation: '@1782864000.5' },
])('nothing ahead: %j', (headers) => {
  expect(end(headers)).toBeUndefined()
})

test.each([
  ['<https://a.example/>', 'https://a.example/'],
  [
    '<https://a.example/>; rel="next", <https://b.example/>; rel="sunset"; type="text/html"',
    'https://b.example/',
  ],
  ['<https://a.example/>; rel=deprecation', 'https://a.example/'],
  ['no link', undefined],
])('its link: %s', (link, address) => {
  expect(end({ link, sunset: 'Thu, 30 Jul 2026 23:59:59 GMT' })?.link).toBe(address)
})
