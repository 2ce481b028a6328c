import { EOL } from 'node:os'
import { createLog } from '../../src/log.js'
import { createRedactor } from '../../src/redact.js'

function printed(print: (log: ReturnType<typeof createLog>) => void): string {
  let text = ''
  print(createLog(createRedactor(['secret-0123']), (part) => (text += part)))
  return text
}

test('lines and annotations hide secrets and keep to their line', () => {
  expect(
    printed((log) => {
      log.line('a secret-0123 b')
    }),
  ).toBe(`a *** b${EOL}`)
  expect(
    printed((log) => {
      log.error('100%\r\nsecret-0123', 'a: b, secret-0123')
    }),
  ).toBe(`::error title=a%3A b%2C ***::100%25%0D%0A***${EOL}`)
  expect(
    printed((log) => {
      log.warning('careful')
    }),
  ).toBe(`::warning::careful${EOL}`)
})

test('a mask tells the runner the secret, and it alone', () => {
  expect(
    printed((log) => {
      log.mask('secret-0123\n100%')
    }),
  ).toBe(`::add-mask::secret-0123%0A100%25${EOL}`)
})
