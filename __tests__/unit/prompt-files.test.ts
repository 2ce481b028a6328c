import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { EVENT, EXPECTED, type Expected } from '../fixtures/prompt-files/expected.js'
import { readStep } from '../support/read-step.js'

const FOLDER = resolve('__tests__/fixtures/prompt-files')

/** The ones that only look like prompt files: plain text, which names no model. */
const isText = (name: string): boolean => /^(?:text|broken)\//.test(name)

async function check(name: string, expected: Expected, change = (text: string) => text): Promise<void> {
  const { variables, user, sent } = expected
  const { body, problems, warnings } = await readStep({
    inputs: {
      prompt: '',
      'prompt-file': name,
      model: isText(name) ? 'm' : '',
      ...(variables === undefined ? {} : { variables: JSON.stringify(variables) }),
    },
    files: { [name]: change(readFileSync(join(FOLDER, name), 'utf8')) },
    event: EVENT,
    env: { GITHUB_REPOSITORY: 'octo/hello', GITHUB_ACTOR: 'octocat' },
  })
  const matching = (rules: readonly RegExp[] = []): unknown[] =>
    rules.map((rule): unknown => expect.stringMatching(rule))
  expect(problems).toEqual(matching(expected.problems))
  expect(warnings).toEqual(matching(expected.warnings))
  if (expected.problems !== undefined) return
  const messages = user === undefined ? {} : { messages: [{ role: 'user', content: user }] }
  expect(body).toEqual({ model: 'm', ...messages, ...sent })
}

test('each file has an expectation, and there are enough of them', () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => name.replaceAll('\\', '/'))
  expect(files.sort()).toEqual(Object.keys(EXPECTED).sort())
  expect(files.length).toBeGreaterThan(40)
})

describe.each(Object.entries(EXPECTED))('%s', (name, expected) => {
  test('is sent as its author meant', async () => {
    await check(name, expected)
  })

  // Plain text is taken as it is, line ends and all.
  if (isText(name)) return
  test.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\ufeff${text}`],
  ])('and so it is with %s', async (_, change) => {
    await check(name, expected, change)
  })
})
