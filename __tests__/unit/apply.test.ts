import { acting } from '../../src/apply/acting.js'
import { hunksOf } from '../../src/apply/hunks.js'
import type { ApplyInputs } from '../../src/apply/inputs.js'
import { makePlan } from '../../src/apply/make-plan.js'
import type { Plan } from '../../src/apply/plan.js'
import type { Repository } from '../../src/apply/repository.js'
import { readRules } from '../../src/apply/rules.js'
import { filled, isTemplate, partsOf } from '../../src/apply/template.js'
import type { Result } from '../../src/failure.js'
import type { GitHubResponse } from '../../src/github/octokit.js'
import { isPointer, pathOfPointer, valueAt } from '../../src/json-pointer.js'
import type { Json } from '../../src/json-value.js'
import { Problems } from '../../src/problems/problems.js'
import { createRedactor } from '../../src/report/redact.js'
import { type SeededRandom, seededRandom } from '../support/seeded-random.js'

const FENCE = '```'
const BOT = { login: 'github-actions[bot]' }
const SECRET = 'a-secret-of-the-job'

/** A repository in memory, in the place of GitHub's answers: what is asked is noted. */
interface Hub {
  readonly labels?: readonly string[]
  readonly target?: Json
  readonly files?: readonly Json[]
  /** Or the pages of them. */
  readonly comments?: readonly Json[]
  /** Whether GitHub names the next page. */
  readonly link?: boolean
  /** Why GitHub does not say whose the token is. */
  readonly identity?: 'rate_limited' | 'permission_denied'
  readonly reviewComments?: readonly Json[]
  readonly reviews?: readonly Json[]
  readonly issues?: readonly Json[]
}

function repositoryOf(hub: Hub): { readonly repository: Repository; readonly asked: string[] } {
  const asked: string[] = []
  const lists: readonly (readonly [end: string, rows: readonly Json[]])[] = [
    ['/labels', (hub.labels ?? ['bug', 'feature', 'area/ui', 'area/API']).map((name) => ({ name }))],
    ['/files', hub.files ?? []],
    ['/issues/{issue_number}/comments', hub.comments ?? []],
    ['/pulls/{pull_number}/comments', hub.reviewComments ?? []],
    ['/reviews', hub.reviews ?? []],
    ['/issues', hub.issues ?? []],
    ['/pulls/{pull_number}', [{ number: 7, head: { sha: 'abc', repo: null } }]],
  ]
  const repository: Repository = {
    owner: 'octocat',
    repo: 'hello-world',
    host: 'api.github.com',
    octokit: {
      request: (route, { page = 1 }) => {
        asked.push(route)
        const rows = lists.find(([end]) => route.endsWith(end))?.[1] ?? []
        const isPaged = Array.isArray(rows[0])
        const data: unknown = route.endsWith('/pulls/{pull_number}')
          ? rows[0]
          : isPaged
            ? rows[Number(page) - 1]
            : rows
        const link = hub.link === true && Number(page) < rows.length ? '<https://a>; rel="next"' : ''
        const answer: GitHubResponse = { status: 200, headers: { link }, data }
        return Promise.resolve({ ok: true, value: answer })
      },
      graphql: () => {
        asked.push('POST /graphql')
        const { identity: code } = hub
        if (code !== undefined) return Promise.resolve({ ok: false, error: { code, reason: '', remedy: '' } })
        return Promise.resolve({ ok: true, value: { viewer: BOT } })
      },
      requests: 0,
      close: () => undefined,
    },
  }
  return { repository, asked }
}

interface Planned {
  readonly result: Result<Plan>
  readonly asked: readonly string[]
}

/** What the rules make of an answer, in a repository. */
async function planned(rules: Json, json: Json | undefined, hub: Hub = {}, text?: string): Promise<Planned> {
  const problems = new Problems()
  const source = { input: 'rules', text: JSON.stringify(rules), file: undefined }
  const read = readRules(rules, problems.at(source))
  if (read === undefined || problems.count > 0) throw new Error(await problems.text())
  const inputs: ApplyInputs = {
    rules: read,
    source,
    data: { json, text },
    run: { serverUrl: 'https://github.com', runUrl: 'https://github.com/octocat/hello-world/actions/runs/1' },
    target: { kind: 'number', number: 7, isPullRequest: true },
    api: { apiUrl: 'https://api.github.com', token: 'x', owner: 'octocat', repo: 'hello-world' },
    isDryRun: false,
    timeoutMs: 1000,
    maxRetries: 0,
  }
  const { repository, asked } = repositoryOf(hub)
  const target = { number: 7, isPullRequest: true, labels: ['Bug', 'needs-triage'] }
  const result = await makePlan(
    inputs,
    repository,
    Promise.resolve({ ok: true, value: target }),
    createRedactor([SECRET]),
  )
  return { result, asked }
}

async function writesOf(...args: Parameters<typeof planned>): Promise<Plan['writes']> {
  const { result } = await planned(...args)
  if (!result.ok) throw new Error(result.error.reason)
  return result.value.writes
}

async function failureOf(...args: Parameters<typeof planned>): Promise<string> {
  const { result } = await planned(...args)
  return result.ok ? 'none' : `${result.error.code}: ${result.error.reason}`
}

async function rulesText(rules: unknown): Promise<string> {
  const problems = new Problems()
  readRules(rules, problems.at({ input: 'rules', text: JSON.stringify(rules), file: undefined }))
  return problems.text()
}

describe('JSON Pointer', () => {
  // The examples of RFC 6901, section 5.
  const document = {
    foo: ['bar', 'baz'],
    '': 0,
    'a/b': 1,
    'c%d': 2,
    'e^f': 3,
    'g|h': 4,
    'i\\j': 5,
    'k"l': 6,
    ' ': 7,
    'm~n': 8,
  }

  test.each<[string, Json | undefined]>([
    ['', document], ['/foo', ['bar', 'baz']], ['/foo/0', 'bar'], ['/', 0], ['/a~1b', 1], ['/c%d', 2], ['/e^f', 3],
    ['/g|h', 4], ['/i\\j', 5], ['/k"l', 6], ['/ ', 7], ['/m~0n', 8],
    ['/foo/2', undefined], ['/foo/00', undefined], ['/foo/-', undefined], ['/foo/length', undefined],
    ['/__proto__', undefined], ['/constructor/name', undefined], ['/foo/0/0', undefined],
  ])('%s', (pointer, value) => {
    expect(isPointer(pointer)).toBe(true)
    expect(valueAt(document, pathOfPointer(pointer))).toEqual(value)
  }) // prettier-ignore

  test.each(['foo', '/a~', '/a~2', ' /a'])('%s is none', (text) => {
    expect(isPointer(text)).toBe(false)
  })
})

describe('rules', () => {
  test.each<[unknown, string]>([
    [[], 'must be a map'],
    [{}, 'has no rule'],
    [{ coment: {} }, 'Is "comment" meant?'],
    [{ comment: { tekst: 'a' } }, 'Is "text" meant?'],
    [{ comment: null }, 'is empty'],
    [{ labels: null }, 'indented: from, allow'],
    [{ comment: 'Hello' }, 'comment) must be a map. Write its keys'],
    [{ comment: { text: ' ' } }, 'comment.text) must not be empty'],
    [{ labels: { from: '/a', allow: 'bug' } }, 'labels.allow) must be a list'],
    [{ labels: { from: '/a', allow: ['b'], 'one-of': ['a', 'b'] } }, 'one-of[0]) must be a list'],
    [{ labels: { from: '/a' } }, 'labels.allow) is missing'],
    [{ labels: { from: '/a', allow: [] } }, 'must name the labels'],
    [{ labels: { from: 'a', allow: ['b'] } }, 'must be a JSON Pointer'],
    [{ labels: { from: '/a', allow: ['b'], max: 11 } }, 'must be an integer from 1 to 10'],
    [{ labels: { from: '/a', allow: ['b'], 'on-unknown': 'create' } }, 'must be fail or drop'],
    [{ comment: { text: '{{ reply }}' } }, 'neither {{ text }} nor a JSON Pointer'],
    [{ comment: { update: 'a b' } }, 'must be a name'],
    [{ comment: { update: '--><b>' } }, 'must be a name'],
    [{ comment: { when: { pointer: '/a', equal: 1 } } }, 'Is "equals" meant?'],
    [{ comment: { 'max-length': 70_000 } }, 'must be an integer from 200 to 65000'],
    [{ comment: { links: 'https://a' } }, 'must be a list of hosts'],
    [{ comment: { links: ['a.example', 'https://a'] } }, 'links[1]) must be a host'],
    [{ comment: { links: ['*.a.example'] } }, 'must be a host'],
    [{ comment: { when: { pointer: '/a' } } }, 'must be a text, a number'],
    [{ labels: { from: [], allow: ['a'] } }, 'at least one pointer'],
    [{ issue: { text: 'a' } }, 'issue.title) is missing'],
    [{ review: { findings: '/f', event: 'APPROVE' } }, 'no model approves'],
    [{ review: { event: 'APPROVE', max: 99 } }, '3 problems'],
    [{ review: { findings: '/f', map: { file: '/a' } } }, 'Is "'],
  ])('%j: %s', async (rules, problem) => {
    expect(await rulesText(rules)).toContain(problem)
  })
})

describe('templates', () => {
  test('only {{ text }} and pointers stand for values', () => {
    expect(isTemplate('a {{ /b/0 }} {{text}} {} {{{')).toBe(true)
    expect(isTemplate('{{ b }}')).toBe(false)
    expect(isTemplate('{{ }}')).toBe(false)
  })

  test.each([
    ['a {{ /v }} b', 'x', 'a x b'],
    ['a {{ /v }} b', '{{ text }}', 'a {{ text }} b'],
    ['a: {{ /v }} b', '- x\n- y', 'a:\n\n- x\n- y\n\nb'],
    ['> {{ /v }}', 'x\n\ny', '> x\n> \n> y'],
    ['- a\n  {{ /v }}', 'x\ny', '- a\n  x\n  y'],
  ])('%j with %j', (template, value, text) => {
    expect(filled(partsOf(template), () => value)).toBe(text)
  })

  test.each(['@{{ /v }}', '[a](https://a.example/{{ /v }})', '<b title="{{ /v }}">a</b>', '![a]({{ /v }})'])(
    'nothing of the model stands in %s',
    async (text) => {
      expect(await failureOf({ comment: { text } }, { v: 'x' })).toContain(
        'in an address, in HTML or behind an @',
      )
    },
  )
})

describe('values in a text', () => {
  test.each<[string, string, string]>([
    ['ends code of the author and takes what is below it', `${FENCE}\n{{ /v }}\n${FENCE}\n\ncc @octocat`, `${FENCE}\`\n${FENCE}\na\n${FENCE}\``],
    ['the same, where the author wrote nothing below it', `${FENCE}\n{{ /v }}\n${FENCE}`, `${FENCE}\`\n${FENCE}\na\n${FENCE}\``],
    ['closes an issue by a word of the author', 'fixes {{ /v }}', '#1'],
    ['puts a link into one', '[{{ /v }}](https://a.example)', 'x](https://evil.example) [y'],
  ])('one that %s is refused', async (_name, text, v) => {
    expect(await failureOf({ comment: { text } }, { v })).toContain('acts where "text" has put a value')
  }) // prettier-ignore

  test('a rule of the author may stand below a list', async () => {
    expect(await writesOf({ comment: { text: '{{ /v }}\n---\nBye' } }, { v: '- a' })).toHaveLength(1)
  })

  test('what stands before each line counts', async () => {
    const comment = { text: '> > {{ /v }}', 'max-length': 1000, footer: false }
    const [write] = await writesOf({ comment }, { v: 'a\n\n'.repeat(400) })
    expect(write?.rule === 'comment' ? write.body.length : 0).toBeLessThanOrEqual(1000)
    const wide = { ...comment, text: `${'> '.repeat(60)}{{ /v }}` }
    expect(await failureOf({ comment: wide }, { v: 'a\n\n'.repeat(200) })).toContain('more than 1000')
  })

  test('a comment has at most 10,000 characters, and its footer', async () => {
    const [write] = await writesOf({ comment: {} }, undefined, {}, 'Word. '.repeat(5000))
    const body = write?.rule === 'comment' ? write.body : ''
    expect(body).toMatch(/\*The rest is left out: the text is too long\.\*\n\n\*Written by a language model/)
    expect(body.length).toBeLessThan(10_200)
    expect(body.length).toBeGreaterThan(5000)
  })

  test('hosts are compared as addresses have them', async () => {
    const [write] = await writesOf({ comment: { links: ['Bücher.example'], footer: false } }, undefined, {}, '<https://bücher.example/>')
    expect(write).toMatchObject({ body: '<https://xn--bcher-kva.example/>' })
  }) // prettier-ignore
})

describe('labels', () => {
  const rule = { from: ['/kind', '/areas'], allow: ['bug', 'feature', 'area/*'] }

  test.each<[string, object, Json, string]>([
    [
      'an allowed one, as the repository writes it',
      {},
      { kind: 'FEATURE', areas: ['area/api'] },
      'add feature,area/API',
    ],
    ['one that is set', {}, { kind: 'bug', areas: [] }, ''],
    [
      'the others of a group',
      { 'one-of': [['bug', 'feature']] },
      { kind: 'feature', areas: [] },
      'add feature; remove Bug',
    ],
    [
      'what is always taken off',
      { remove: ['Needs-Triage'] },
      { kind: 'bug', areas: [] },
      'remove needs-triage',
    ],
    [
      'one that the repository has not',
      { 'on-unknown': 'drop' },
      { kind: 'feature', areas: ['area/x'] },
      'add feature',
    ],
    ['none where the pointer leads nowhere', { optional: true }, { kind: null }, ''],
    [
      'one in another case, with blanks, and twice',
      {},
      { kind: ' Feature\n', areas: ['FEATURE'] },
      'add feature',
    ],
    ['stars in a name', { allow: ['A*e*/*I', 'bug'] }, { kind: 'bug', areas: ['area/ui'] }, 'add area/ui'],
  ])('%s', async (_name, more, json, expected) => {
    const writes = await writesOf({ labels: { ...rule, ...more } }, json)
    const texts = writes.map((write) =>
      write.rule !== 'labels'
        ? ''
        : write.action === 'add'
          ? `add ${write.names.join()}`
          : `remove ${write.name}`,
    )
    expect(texts.join('; ')).toBe(expected)
  })

  test.each<[string, object, Json, string]>([
    [
      'one that is not allowed',
      {},
      { kind: 'evil-label', areas: [] },
      '/kind (for the rule "labels") must be a label that "allow" names',
    ],
    ['one in a list', {}, { kind: 'bug', areas: ['area/ui', 'evil-label'] }, '/areas/1 (for'],
    ['no text', {}, { kind: 1, areas: [] }, 'must be the name of a label'],
    ['too many', { max: 1 }, { kind: 'bug', areas: ['area/ui'] }, 'at most 1 labels'],
    ['more than three', {}, { kind: 'bug', areas: ['area/1', 'area/2', 'area/3'] }, 'at most 3 labels'],
    [
      'two of a group',
      { 'one-of': [['bug', 'feature']] },
      { kind: 'bug', areas: ['feature'] },
      'second label of a group',
    ],
    [
      'one that the repository has not',
      {},
      { kind: 'bug', areas: ['area/evil-label'] },
      'that the repository has',
    ],
    [
      'a list without end',
      {},
      { kind: 'bug', areas: Array.from({ length: 1e5 }, String) },
      '/areas (for the rule "labels") must be at most 100',
    ],
    ['a pointer that leads nowhere', {}, { kind: 'bug' }, '/areas (for the rule "labels") leads nowhere'],
    ['an object', {}, { kind: { name: 'evil-label' }, areas: [] }, 'must be the name of a label'],
    ['a list in a list', {}, { kind: [['bug']], areas: [] }, '/kind/0 (for'],
    ['two in one', {}, { kind: 'bug,feature', areas: [] }, 'that "allow" names'],
    ['a hidden character', {}, { kind: 'bug\u200b', areas: [] }, 'that "allow" names'],
    ['a pattern', {}, { kind: '*', areas: [] }, 'that "allow" names'],
    ['what two stars share', { allow: ['ab*ba'] }, { kind: 'aba', areas: [] }, 'that "allow" names'],
  ])('%s', async (_name, more, json, problem) => {
    const failure = await failureOf({ labels: { ...rule, ...more } }, json)
    expect(failure).toMatch(/^not_allowed: /)
    expect(failure).toContain(problem)
    expect(failure).not.toContain('evil-label')
  })
})

describe('comments', () => {
  test('the author may do what the model may not', async () => {
    const text = 'Hello @octocat: <b>new</b>\n\n{{ /reply }}'
    const [write] = await writesOf(
      { comment: { text, update: 'triage' } },
      { reply: '@octocat <b>hi</b> fixes #1' },
    )
    expect(write).toEqual({
      rule: 'comment',
      action: 'create',
      target: 7,
      body: [
        '<!-- chat-completion-action:triage -->',
        'Hello @octocat: <b>new</b>\n\n`@octocat` &lt;b>hi&lt;/b> `fixes #1`\n',
        '*Written by a language model in [this run](https://github.com/octocat/hello-world/actions/runs/1).*',
      ].join('\n'),
    })
  })

  test('only what the token itself wrote is edited', async () => {
    const body = '<!-- chat-completion-action:a -->\nold'
    const stranger = { id: 1, body, user: { login: 'stranger' } }
    const unmarked = { id: 2, body: `hello\n${body}`, user: BOT }
    const own = { id: 3, body, user: BOT }
    const rules = { comment: { update: 'a', footer: false } }
    const first = await writesOf(rules, undefined, { comments: [stranger, unmarked] }, 'new')
    expect(first).toMatchObject([{ action: 'create' }])
    const second = await writesOf(rules, undefined, { comments: [stranger, unmarked, own] }, 'new')
    expect(second).toMatchObject([{ action: 'edit', id: 3 }])
    const same = await writesOf(rules, undefined, { comments: [own] }, 'old')
    expect(same).toEqual([])
    const pages = [Array.from({ length: 100 }, () => stranger), [unmarked, own]]
    expect(await writesOf(rules, undefined, { comments: pages }, 'new')).toMatchObject([{ id: 3 }])
    const cut = [[stranger], [own]]
    expect(await writesOf(rules, undefined, { comments: cut, link: true }, 'new')).toMatchObject([{ id: 3 }])
    const limited = { comments: [own], identity: 'rate_limited' } as const
    expect(await failureOf(rules, undefined, limited, 'new')).toMatch(/^rate_limited/)
    // A token of a workflow may not be told who it is.
    const untold = { comments: [stranger, own], identity: 'permission_denied' } as const
    expect(await writesOf(rules, undefined, untold, 'new')).toMatchObject([{ action: 'edit', id: 3 }])
  })

  test.each([
    ['a comment', '<!-- chat-completion-action:a -->\nHi'],
    ['an entity', '&lt;!-- chat-completion-action:a --&gt;\nHi'],
    ['code', '`<!-- chat-completion-action:a -->`\nHi'],
    ['indented', '    <!-- chat-completion-action:a -->\n\nHi'],
    ['a hidden character', '<\u200b!-- chat-completion-action:a -->\nHi'],
  ])('no value makes a marker: %s', async (_name, text) => {
    const [write] = await writesOf({ comment: { footer: false } }, undefined, {}, text)
    const body = write?.rule === 'comment' ? write.body : ''
    expect(body).toContain('Hi')
    expect(body).not.toMatch(/^\s*<!--/)
  })

  test.each<[string, Json, Json, string]>([
    ['it holds', '/a', { a: true }, 'create'],
    ['it does not', '/a', { a: false }, ''],
    ['it equals', { pointer: '/a', equals: 'yes' }, { a: 'yes' }, 'create'],
    ['it does not equal', { pointer: '/a', equals: 1 }, { a: '1' }, ''],
    ['it is nothing', { pointer: '/a', equals: null }, { a: null }, 'create'],
  ])('when %s', async (_name, when, json, expected) => {
    const writes = await writesOf({ comment: { when, text: 'Hi' } }, json)
    expect(writes.map(({ action }) => action).join()).toBe(expected)
  })

  test('a "when" that is no boolean, and an empty text, are refused', async () => {
    expect(await failureOf({ comment: { when: '/a', text: 'Hi' } }, { a: 'yes' })).toContain(
      'must be true or false',
    )
    expect(await failureOf({ comment: { text: '{{ /a }}' } }, { a: ' ' })).toContain('gives an empty text')
    expect(await writesOf({ comment: { text: '{{ /a }}', optional: true } }, { a: null })).toEqual([])
  })

  test('all values together keep within the length, and hold no secret', async () => {
    const json = { a: `${SECRET} and more of it. `.repeat(100), b: 'b '.repeat(1000) }
    const [write] = await writesOf(
      { comment: { text: '{{ /a }}\n\n{{ /b }}', 'max-length': 500, footer: false } },
      json,
    )
    expect(write).toMatchObject({ rule: 'comment' })
    const body = write?.rule === 'comment' ? write.body : ''
    expect(body.length).toBeLessThanOrEqual(500)
    expect(body).not.toContain('secret')
  })
})

describe('issues', () => {
  test('one issue of a name, ours and open', async () => {
    const issue = { number: 5, labels: [], body: '<!-- chat-completion-action:weekly -->\nx', user: BOT }
    const rules = {
      issue: {
        title: '{{ /title }}',
        text: '{{ /report }}',
        'title-prefix': 'Week: ',
        update: 'weekly',
        labels: ['BUG'],
      },
    }
    const json = { title: '  A\nb\u200b @octocat ', report: 'All is well.' }
    const body = '<!-- chat-completion-action:weekly -->\nAll is well.'
    const title = 'Week: A b @octocat'
    expect(await writesOf(rules, json)).toEqual([
      { rule: 'issue', action: 'create', title, body, labels: ['bug'] },
    ])
    const issues = [{ ...issue, number: 4, user: { login: 'stranger' } }, issue]
    expect(await writesOf(rules, json, { issues })).toEqual([
      { rule: 'issue', action: 'edit', number: 5, title, body },
    ])
    const quiet = { issue: { ...rules.issue, when: { pointer: '/title', equals: 'B' } } }
    expect(await writesOf(quiet, json)).toEqual([])
    const untitled = { ...json, title: ' \u200b' }
    expect(await failureOf(rules, untitled)).toMatch(/^not_allowed: .*gives an empty title/)
    expect(await writesOf({ issue: { ...rules.issue, optional: true } }, untitled)).toEqual([])
    expect(await failureOf(rules, json, { labels: [] })).toMatch(
      /^invalid_input: "rules" \(.*issue\.labels\[0\]\) is "BUG", which is not a label/,
    )
  })
})

describe('reviews', () => {
  const patch =
    '@@ -1,3 +1,4 @@\n a\n-b\n+c\n+d\n e\n@@ -20,2 +21,2 @@ f\n-g\n+h\n i\n\\ No newline at end of file'
  const files = [{ filename: 'src/a.ts', patch }, { filename: 'b.png' }]
  const rules = { review: { findings: '/f' } }

  test('the lines of hunks', () => {
    const [first, second] = hunksOf(patch)
    expect([first?.LEFT, first?.RIGHT, second?.LEFT, second?.RIGHT].map((set) => [...(set ?? [])])).toEqual([
      [1, 2, 3], [1, 2, 3, 4], [20, 21], [21, 22],
    ]) // prettier-ignore
  })

  test('a finding on a line of the diff is a comment there, any other one stands in the text', async () => {
    const at = (line: number, more: object = {}): Json => ({ path: 'src/a.ts', line, body: 'Hm.', ...more })
    const f = [
      at(3), at(2, { side: 'LEFT', suggestion: `x\n${FENCE}\ny` }), at(4, { 'start-line': 2 }), at(22, { 'start-line': 2 }),
      at(10, { body: '@octocat\n\n- a' }), { path: 'c\u202e.ts', line: 1, body: 'Who?' },
    ] // prettier-ignore
    const [write] = await writesOf(rules, { f }, { files })
    expect(write).toEqual({
      rule: 'review',
      action: 'create',
      target: 7,
      commit: 'abc',
      event: 'COMMENT',
      body: '**Not on a changed line**\n\n- `src/a.ts`, line 10\n\n  `@octocat`\n  \n  - a\n\n- `c.ts`, line 1\n\n  Who?',
      comments: [
        { path: 'src/a.ts', line: 3, side: 'RIGHT', body: 'Hm.' },
        {
          path: 'src/a.ts',
          line: 2,
          side: 'LEFT',
          body: `Hm.\n\n${FENCE}\`suggestion\nx\n${FENCE}\ny\n${FENCE}\``,
        },
        { path: 'src/a.ts', line: 4, side: 'RIGHT', body: 'Hm.', start: { line: 2, side: 'RIGHT' } },
        { path: 'src/a.ts', line: 22, side: 'RIGHT', body: 'Hm.' },
      ],
    })
  })

  test('what stands there already is not sent again', async () => {
    const json = {
      f: [
        { path: 'src/a.ts', line: 3, body: 'One.' },
        { path: 'src/a.ts', line: 4, body: 'Two.' },
      ],
    }
    const one = { path: 'src/a.ts', line: 3, body: 'One.\r\n', user: BOT }
    const two = { path: 'src/a.ts', line: null, original_line: 4, body: 'Two.', user: { login: 'stranger' } }
    const [write] = await writesOf(rules, json, { files, reviewComments: [one, two] })
    expect(write).toMatchObject({ comments: [{ body: 'Two.' }] })
    const [once] = await writesOf(rules, { f: [...json.f, ...json.f] }, { files })
    expect(once).toMatchObject({ comments: [{ body: 'One.' }, { body: 'Two.' }] })
    expect(await writesOf(rules, json, { files, reviewComments: [one, { ...two, user: BOT }] })).toEqual([])
  })

  test('the author says where the parts are, what is asked, and what else is said', async () => {
    const map = { path: '/at/file', line: '/at/row', body: '/what' }
    const review = { ...rules.review, map, event: 'REQUEST_CHANGES' }
    const json = { f: [{ at: { file: 'src/a.ts', row: 3 }, what: 'Hm, @octocat.' }], s: '@octocat' }
    const [bare] = await writesOf({ review }, json, { files })
    expect(bare).toMatchObject({
      event: 'REQUEST_CHANGES',
      body: 'See the comments on the lines.',
      comments: [{ path: 'src/a.ts', line: 3, body: 'Hm, `@octocat`.' }],
    })
    const said = { review: { ...review, text: 'For @octocat: {{ /s }}' } }
    const body = 'For @octocat: `@octocat`'
    expect(await writesOf(said, json, { files })).toMatchObject([{ body }])
    expect(await writesOf(said, { ...json, f: [] }, { files, reviews: [{ body, user: BOT }] })).toEqual([])
    expect(await writesOf({ review: rules.review }, { f: [] }, { files })).toEqual([])
  })

  test('a suggestion of the body is plain code', async () => {
    const f = [{ path: 'src/a.ts', line: 3, body: `${FENCE}suggestion\nevil\n${FENCE}` }]
    const [write] = await writesOf(rules, { f }, { files })
    expect(write).toMatchObject({ comments: [{ body: `${FENCE}text\nevil\n${FENCE}` }] })
  })

  test.each<[string, Json, string]>([
    ['no list', { f: {} }, '/f (for the rule "review") must be a list'],
    ['too many', { f: Array.from({ length: 21 }, () => ({ path: 'a', line: 1, body: 'b' })) }, 'at most 20'],
    ['no line', { f: [{ path: 'a', line: 'x', body: 'b' }] }, '/f/0/line'],
    ['a line of 0', { f: [{ path: 'a', line: 0, body: 'b' }] }, '/f/0/line'],
    ['no path', { f: [{ line: 1, body: 'b' }] }, '/f/0/path'],
    ['an unknown side', { f: [{ path: 'a', line: 1, body: 'b', side: 'UP' }] }, 'LEFT or RIGHT'],
    ['nothing to say', { f: [{ path: 'a', line: 1, body: '' }] }, '/f/0/body'],
    ['no object', { f: ['a'] }, '/f/0 (for the rule "review") must be an object'],
  ])('%s is refused', async (_name, json, problem) => {
    const failure = await failureOf(rules, json, { files })
    expect(failure).toMatch(/^not_allowed: /)
    expect(failure).toContain(problem)
  })
})

describe('one poisoned value', () => {
  const WORDS = ['Thanks', 'for', 'the', 'report', 'we', 'look', 'into', 'it', 'soon', 'again', 'today']
  const RULES = {
    labels: {
      from: ['/kind', '/areas'],
      allow: ['bug', 'feature', 'area/*'],
      'one-of': [['bug', 'feature']],
    },
    issue: { title: '{{ /title }}', text: '{{ /report }}' },
    review: { findings: '/findings' },
    comment: { when: '/needs-reply', text: 'Hello @octocat\n\n{{ /reply }}', update: 'triage' },
  }
  const sentence = (random: SeededRandom): string =>
    Array.from({ length: 1 + random.below(8) }, () => random.pick(WORDS)).join(' ')

  function answer(random: SeededRandom): Record<string, Json> {
    return {
      kind: random.pick(['bug', 'feature', 'Bug']),
      areas: random.pick([[], ['area/ui'], ['area/ui', 'AREA/api']]),
      title: sentence(random),
      report: sentence(random),
      'needs-reply': true,
      reply: sentence(random),
      findings: Array.from({ length: random.below(3) }, () => ({
        path: random.pick(['src/a.ts', 'gone.ts']),
        line: 1 + random.below(30),
        body: sentence(random),
      })),
    }
  }

  /** What breaks a rule, by the key of the answer that it takes the place of. */
  const POISONS: readonly (readonly [key: string, value: Json | undefined])[] = [
    ['kind', 'evil'], ['kind', 7], ['kind', null], ['kind', undefined], ['kind', ['bug', 'feature']], ['kind', {}],
    ['areas', ['area/ui', 'evil']], ['areas', [null]], ['areas', ['area/none-of-ours']], ['areas', undefined],
    ['areas', ['area/ui', 'area/API', 'area/x', 'area/y']], ['areas', ['../../evil']],
    ['title', {}], ['title', ' '], ['title', undefined], ['title', null], ['report', []], ['report', ''],
    ['report', undefined], ['needs-reply', 'true'], ['needs-reply', 1], ['needs-reply', undefined],
    ['needs-reply', {}], ['reply', undefined], ['reply', { a: 1 }], ['reply', '\u200b'], ['reply', null],
    ['findings', 'none'], ['findings', {}], ['findings', undefined], ['findings', [7]],
    ['findings', [{ path: 'a', line: -1, body: 'b' }]], ['findings', [{ path: 'a', line: 1.5, body: 'b' }]],
    ['findings', [{ path: 'a', line: 1, body: [] }]], ['findings', [{ path: 1, line: 1, body: 'b' }]],
    ['findings', [{ path: 'a', line: 1, body: 'b', suggestion: 3 }]],
    ['findings', [{ path: 'a', line: 1, body: 'b', 'start-line': '1' }]],
  ] // prettier-ignore

  test('of 1,000 answers, each sound but for one value, nothing at all is planned', async () => {
    const rules = { ...RULES, comment: { ...RULES.comment, text: 'Hello.\n\n{{ /reply }}' } }
    const random = seededRandom(15)
    for (let i = 0; i < 1000; i += 1) {
      const [key, value] = random.pick(POISONS)
      const json = { ...answer(random), [key]: value }
      const { result, asked } = await planned(rules, json)
      expect(result).toMatchObject({ ok: false, error: { code: 'not_allowed' } })
      expect(result.ok ? '' : result.error.reason).not.toContain('evil')
      expect(asked.filter((route) => !route.startsWith('GET '))).toEqual([])
    }
  })

  test('of 50 sound ones, all is planned, and nothing acts but what the author wrote', async () => {
    const random = seededRandom(16)
    for (let i = 0; i < 50; i += 1) {
      const reply = `${sentence(random)} \`code\` @hubot`
      const { result } = await planned(RULES, { ...answer(random), reply })
      const writes = result.ok ? result.value.writes : []
      // In the order in which they are carried out; labels, where they are set already, and reviews may be missing.
      const rules = [...new Set(writes.map(({ rule }) => rule))]
      expect(rules).toEqual(
        ['labels', 'issue', 'review', 'comment'].filter((rule) => rules.some((one) => one === rule)),
      )
      expect(rules).toEqual(expect.arrayContaining(['issue', 'comment']))
      const comment = writes.find(({ rule }) => rule === 'comment')
      const acts = acting(comment?.rule === 'comment' ? comment.body : '', {
        links: ['github.com'],
        mentions: [],
      })
      expect(acts).toEqual(['HTML <!-- chat-completion-action:triage -->', 'text @octocat'])
    }
  })
})
