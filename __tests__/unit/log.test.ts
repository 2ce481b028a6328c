import { createLog, type Log } from '../../src/report/log.js'
import { createRedactor } from '../../src/report/redact.js'

function printed(print: (log: Log) => void): string {
  let text = ''
  print(createLog(createRedactor(['secret-0123456789']), (part) => (text += part)))
  return text
}

test('lines and annotations hide secrets and keep to their line', () => {
  expect(
    printed((log) => {
      log.line('a secret-0123456789 b')
      log.line('not "secret-012…"')
    }),
  ).toBe(`a *** b\nnot "***…"\n`)
  expect(
    printed((log) => {
      log.error('100%\r\nsecret-0123456789', 'a: b, secret-0123456789')
    }),
  ).toBe(`::error title=a%3A b%2C ***::100%25%0D%0A***\n`)
  expect(
    printed((log) => {
      log.warning('careful')
    }),
  ).toBe(`::warning::careful\n`)
})

test('a mask tells the runner the secret, and it alone', () => {
  expect(
    printed((log) => {
      log.mask('secret-0123456789\n100%')
    }),
  ).toBe(`::add-mask::secret-0123456789%0A100%25\n`)
})

describe('what the runner would obey', () => {
  const line = (text: string): string =>
    printed((log) => {
      log.line(text)
    }).slice(0, -1)

  test.each([
    ['::error::x', ': :error::x'],
    ['  \t::set-env name=a::b', '  \t: :set-env name=a::b'],
    ['\u00a0\u2003\u3000\u0085::error::x', '\u00a0\u2003\u3000\u0085: :error::x'],
    ['a\n::error::x', 'a\n: :error::x'],
    ['a\r  ::error::x', 'a\r  : :error::x'],
    [':::x', ': ::x'],
    ['a ##[error]b ##[group]', 'a ## [error]b ## [group]'],
    ['###[error]b', '### [error]b'],
  ])('%j is broken', (given, shown) => {
    expect(line(given)).toBe(shown)
  })

  test.each([
    'connect to [2001:db8::1]:443 failed',
    '  status  std::bad_alloc',
    'fe80::1',
    ': :x',
    '##',
    '## [x]',
    'a ::error::x',
  ])('%j stays whole', (text) => {
    expect(line(text)).toBe(text)
  })

  test('an annotation keeps the words of a server, which are data behind the command', () => {
    expect(
      printed((log) => {
        log.error('no route to 2001:db8::1 (std::bad_alloc)', 'Network error')
      }),
    ).toBe(`::error title=Network error::no route to 2001:db8::1 (std::bad_alloc)\n`)
  })

  test('many blanks take no time', () => {
    const blanks = `${' '.repeat(200_000)}\n`.repeat(3)
    expect(line(blanks)).toBe(blanks)
  })
})
