import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { messages, page } from '../../scripts/messages.mjs'

const list = messages()

/** What reads like a translation, like a form, or not at all in a hurry. */
const QUAINT =
  /\bmend\b|lacks this|correct it there|(?<!there )\b(?:is|are) no [a-z]|\bno longer be\b|\bplease correct\b|\binvalid value\b/i

test('docs/messages.md has every message that the action can print, as it is (npm run messages)', () => {
  const committed = readFileSync(join(import.meta.dirname, '../../docs/messages.md'), 'utf8')
  expect(committed).toBe(page(list))
})

test('the list is one: what somebody must be able to find is in it', () => {
  const all = list.flatMap(([, texts]) => texts)
  expect(all.length).toBeGreaterThan(400)
  for (const known of [
    // A rule with its remedy, a title, what is put together of constants, a warning, a line of the log.
    'must not hold a user name or password. Give the secret as "token", or as a header in "custom-headers".',
    'Quota or credit exhausted',
    'NODE_TLS_REJECT_UNAUTHORIZED is 0, so that anybody can pass for the server. Remove that variable; NODE_EXTRA_CA_CERTS names the certificate of a private authority.',
    'No message uses … of "variables" and "file-variables". Write {{ name }} where the value belongs.',
    'Asking … at …',
  ])
    expect(all).toContain(known)
})

test.each(list)('%s: each is at most 300 characters, in plain words', (_path, texts) => {
  expect(texts.filter((text) => text.length > 300)).toEqual([])
  expect(texts.filter((text) => QUAINT.test(text))).toEqual([])
})
