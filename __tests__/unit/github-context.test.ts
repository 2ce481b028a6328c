import {
  EVERY,
  githubReader,
  githubSteps,
  isUntrusted,
  type Step,
} from '../../src/template/github-context.js'

test.each([
  ['github.actor', ['actor']],
  ['github.event.issue.title', ['event', 'issue', 'title']],
  ['github.event.commits[0].message', ['event', 'commits', '0', 'message']],
  ['github.event.commits[ 12 ]', ['event', 'commits', '12']],
  ["github.event['a key'].b", ['event', 'a key', 'b']],
  ["github['event']['it''s']", ['event', "it's"]],
  ["github.event['']", ['event', '']],
  ['github.event.labels.*.name', ['event', 'labels', EVERY, 'name']],
  ['github.event.labels[*].name', ['event', 'labels', EVERY, 'name']],
  ['github.event.labels.0.name', ['event', 'labels', '0', 'name']],
  ['github . event . issue', ['event', 'issue']],
  ['github.event.my-key_1', ['event', 'my-key_1']],
  ['GitHub.event.issue', ['event', 'issue']],
])('%s', (expression, steps) => {
  expect(githubSteps(expression)).toEqual(steps)
})

test.each([
  'github.', 'github..a', 'github.a.', 'github.a[', 'github.a[b]', 'github.a["b"]', 'github.a[-1]', 'github.a[1.5]',
  'github.a b', 'github.a == 1', 'github.a || github.b', 'github.a()', 'githuba.b', 'other.a', "github.a['b",
])('%s is no path', (expression) => {
  expect(githubSteps(expression)).toBeUndefined()
}) // prettier-ignore

const EVENT = {
  Action: 'opened',
  issue: { title: 'T', body: null, n: 5, ok: false, labels: [{ name: 'a' }, { id: 1 }, { name: null }], '0': 'zero' },
  commits: [{ message: 'one', tags: ['x', 'y'] }, { message: 'two', tags: ['z'] }],
  none: [],
  same: 'lower',
  Same: 'upper',
} // prettier-ignore

function read(expression: string, event: unknown = EVENT): string {
  const context = new Map([
    ['actor', 'octocat'],
    ['token', 'secret'],
  ])
  const value = githubReader(context, () => ({ ok: true, value: event }))(githubSteps(expression) ?? [])
  return value.ok ? value.value : `! ${value.error}`
}

test.each([
  ['github.actor', 'octocat'],
  ['github.ACTOR', 'octocat'],
  ["github['actor']", 'octocat'],
  ['github.base_ref', ''],
  ['github.event.issue.title', 'T'],
  ['github.event.Issue.TITLE', 'T'],
  ['github.event.action', 'opened'],
  ['github.event.same', 'lower'],
  ['github.event.Same', 'upper'],
  ['github.event.issue.body', ''],
  ['github.event.issue.n', '5'],
  ['github.event.issue.ok', 'false'],
  ['github.event.issue[0]', 'zero'],
  ['github.event.commits[1].message', 'two'],
  ["github.event.commits['1'].message", 'two'],
  ['github.event.commits[0]', '{"message":"one","tags":["x","y"]}'],
  // Filters: what has no such key is skipped, and further steps apply to each item.
  ['github.event.issue.labels.*.name', '["a",null]'],
  ['github.event.commits.*.message', '["one","two"]'],
  ['github.event.commits.*.tags', '[["x","y"],["z"]]'],
  ['github.event.commits.*.tags.*', '["x","y","z"]'],
  ['github.event.commits.*.tags[1]', '["y"]'],
  ['github.event.commits.*.nothing', '[]'],
  ['github.event.none.*.name', '[]'],
  ['github.event.issue.body.*', '[]'],
  ['github.event.issue.labels[0].*', '["a"]'],
])('%s is %s', (expression, value) => {
  expect(read(expression)).toBe(value)
})

test.each([
  ['github.event.isue.title', 'github.event has no "isue"'],
  ['github.event.issue.titel', 'github.event.issue has no "titel"'],
  ['github.event.commits[2]', 'github.event.commits has no "2"'],
  ['github.event.commits.length', 'github.event.commits has no "length"'],
  ['github.event.issue.body.x', 'github.event.issue.body has no "x"'],
  ['github.event.issue.title.*', 'github.event.issue.title is neither a list nor a map'],
  ['github.event.constructor', 'github.event has no "constructor"'],
  ['github.event.__proto__', 'github.event has no "__proto__"'],
])('%s is not there', (expression, reason) => {
  expect(read(expression)).toBe(`! which this event does not have (${reason})`)
})

test.each([
  'github.token',
  'github.actor.name',
  'github.*',
  'github.nothing',
  'github.workspace',
  'github.event_path',
])('%s is not in the context', (expression) => {
  expect(read(expression)).toBe('! which the github context here does not have')
})

test('the event is read only where it is asked for, and its whole is JSON', () => {
  let reads = 0
  const reader = githubReader(new Map(), () => {
    reads += 1
    return reads > 1 ? { ok: false, error: 'and it is gone' } : { ok: true, value: { a: [1] } }
  })
  expect(reader(['actor'])).toEqual({ ok: true, value: '' })
  expect(reads).toBe(0)
  expect(reader(['event'])).toEqual({ ok: true, value: '{"a":[1]}' })
  expect(reader(['event', 'a'])).toEqual({ ok: false, error: 'and it is gone' })
})

test.each<[readonly Step[], boolean]>([
  [['event'], true],
  [['event', 'x'], true],
  [['Event'], true],
  [['head_ref'], true],
  [['ref'], true],
  [['ref_name'], true],
  [['workflow_ref'], true],
  [['actor'], false],
  [['sha'], false],
  [['event_name'], false],
  [['base_ref'], false],
  [[EVERY], false],
  [[], false],
])('%p can be written by a stranger: %s', (steps, can) => {
  expect(isUntrusted(steps)).toBe(can)
})
