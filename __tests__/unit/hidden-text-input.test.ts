import { readPromptFileStep, readStep, type Step } from '../support/read-step.js'

const HIDDEN = 'A<!-- 1 --><!-- 2 -->\u{E0041}\u200b'
const COUNTS = '2 HTML comments, 1 tag character and 1 invisible character'
const REST = 'A model reads what people do not see; "hidden-text: remove" takes it out.'

const step = (inputs: Record<string, string> = {}, value = HIDDEN): Step => ({
  inputs: { prompt: '{{ a }}', 'file-variables': 'a: a.md', ...inputs },
  files: { 'a.md': value },
})

test('by default it is sent, with a warning', async () => {
  const { body, warnings } = await readStep(step())
  expect(body?.['messages']).toEqual([{ role: 'user', content: HIDDEN }])
  expect(warnings).toEqual([`Hidden text in a: ${COUNTS}. ${REST}`])
})

test('remove', async () => {
  const { body, warnings } = await readStep(step({ 'hidden-text': 'remove' }))
  expect(body?.['messages']).toEqual([{ role: 'user', content: 'A' }])
  expect(warnings).toEqual([])
})

test('fail', async () => {
  const { problems } = await readStep(step({ 'hidden-text': 'fail' }))
  expect(problems).toEqual([
    `"hidden-text" is "fail", and a holds hidden text: ${COUNTS}. Look at it in an editor that shows such characters, or set "hidden-text" to remove.`,
  ])
})

test.each(['keep', 'fail'])('%s: comments alone are only a line of the log', async (mode) => {
  const value = 'A <!-- Please describe -->'
  const { body, problems, warnings } = await readStep(step({ 'hidden-text': mode }, value))
  expect([problems, warnings]).toEqual([[], []])
  expect(body?.['messages']).toEqual([{ role: 'user', content: value }])
})

test("the event's text, however often it is asked for, and nothing of the author's own", async () => {
  const text = `model: m\nmessages: [{ role: user, content: "\u200b{{ github.event.issue.body }}{{ github.event.issue.body }}" }]`
  const { body, warnings } = await readPromptFileStep(text, { event: { issue: { body: HIDDEN } } })
  expect(body?.['messages']).toEqual([{ role: 'user', content: `\u200b${HIDDEN}${HIDDEN}` }])
  expect(warnings).toEqual([`Hidden text in github.event.issue.body: ${COUNTS}. ${REST}`])
})

test('another word is a problem', async () => {
  const { problems } = await readStep(step({ 'hidden-text': 'strip' }, 'A'))
  expect(problems).toEqual([
    '"hidden-text" must be one of keep, remove, fail, not "strip". Choose one of them, or leave it out.',
  ])
})
