import { oneLine } from '../display-text.js'
import type { Problems } from '../problems/problems.js'
import { withoutHiddenText } from '../text/hidden-text.js'
import type { Source } from '../problems/structured-text.js'
import { allowedBy, checkTemplate, filledBody, footerLine, signed } from './body.js'
import type { Run } from './inputs.js'
import { type WantedLabel, wantedLabels } from './labels.js'
import type { Skip } from './plan.js'
import { type Finding, wantedFindings } from './review.js'
import { type IssueRule, MAX_BODY, MAX_REVIEW_TEXT, type Rules, type TextRule } from './rules.js'
import { filled, partsOf, WHOLE_TEXT } from './template.js'
import { type Data, type Values, valuesFor } from './values.js'

/** https://docs.github.com/en/rest/issues/issues#create-an-issue has no limit in words; GitHub answers 422 above it. */
const MAX_TITLE = 256
/** What the rules make of an answer, all of it checked, before GitHub is asked anything. */
export interface Wanted {
  readonly labels: readonly WantedLabel[] | undefined
  readonly issue: { readonly title: string; readonly body: string } | undefined
  readonly review: { readonly text: string; readonly findings: readonly Finding[] } | undefined
  readonly comment: { readonly body: string } | undefined
  readonly skips: readonly Skip[]
}

/** @param problems gets every value that breaks its rule */
export function wantedOf(rules: Rules, data: Data, run: Run, problems: Problems): Wanted {
  const { labels, issue, review, comment } = rules
  const skips: Skip[] = []
  const textOf = (
    name: 'issue' | 'comment',
    rule: Exclude<TextRule, { findings: string }>,
  ): string | undefined => {
    const values = valuesFor(name, rule.optional, data, problems)
    const before = problems.count
    const skip = (reason: string): undefined => void skips.push({ rule: name, reason })
    if (!values.holds(rule.when)) return skip('its "when" does not hold')
    const max = 'max-length' in rule ? rule['max-length'] : MAX_BODY
    const body = filledBody(rule.text, values, data, allowedBy(rule, run), max)
    if (body !== '') return body
    if (rule.optional) return skip('there is nothing to say')
    return problems.count > before
      ? undefined
      : values.refuse('', 'gives an empty text', 'Say "optional: true" to skip it.')
  }
  const body = { issue: issue && textOf('issue', issue), comment: comment && textOf('comment', comment) }
  const title =
    issue && body.issue !== undefined
      ? titleOf(issue, data, valuesFor('issue', issue.optional, data, problems))
      : ''
  return {
    labels: labels && wantedLabels(labels, valuesFor('labels', labels.optional, data, problems)),
    issue:
      issue && body.issue !== undefined
        ? { title, body: signed(body.issue, issue.update, undefined) }
        : undefined,
    review: review && reviewOf(review, data, run, valuesFor('review', review.optional, data, problems)),
    comment:
      comment && body.comment !== undefined
        ? { body: signed(body.comment, comment.update, comment.footer ? footerLine(run) : undefined) }
        : undefined,
    skips,
  }
}

function reviewOf(
  rule: NonNullable<Rules['review']>,
  data: Data,
  run: Run,
  values: Values,
): Wanted['review'] {
  const allowed = allowedBy(rule, run)
  return {
    findings: wantedFindings(rule, values, allowed),
    text: filledBody(rule.text, values, data, allowed, MAX_REVIEW_TEXT),
  }
}

/** One line of plain text: GitHub makes nothing of it but code in backticks. */
function titleOf(rule: IssueRule, { text = '' }: Data, values: Values): string {
  const made = filled(partsOf(rule.title), (from) =>
    oneLine(withoutHiddenText(from === WHOLE_TEXT ? text : values.textAt(from)), MAX_TITLE),
  )
  if (made.trim() === '') values.refuse('', 'gives an empty title')
  return oneLine(`${rule['title-prefix']}${made}`, MAX_TITLE)
}

/** What is wrong with the author's own texts, before there is any value. */
export function checkTemplates(
  { issue, review, comment }: Rules,
  run: Run,
  source: Source,
  problems: Problems,
): void {
  const found = problems.at(source)
  if (issue) checkTemplate(issue.text, allowedBy(issue, run), MAX_BODY, found.at('issue', 'text'))
  if (review && review.text !== '')
    checkTemplate(review.text, allowedBy(review, run), MAX_REVIEW_TEXT, found.at('review', 'text'))
  if (comment)
    checkTemplate(comment.text, allowedBy(comment, run), comment['max-length'], found.at('comment', 'text'))
}
