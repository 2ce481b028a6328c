import { oneLine } from '../display-text.js'
import type { Problems } from '../problems/problems.js'
import { withoutHiddenText } from '../text/hidden-text.js'
import type { Source } from '../problems/source.js'
import { allowedBy, checkTemplate, filledBody, footerLine, signed } from './body.js'
import type { Run } from './inputs.js'
import { type WantedLabel, wantedLabels } from './labels.js'
import type { Skip } from './plan.js'
import { type Finding, wantedFindings } from './review.js'
import { type CommentRule, type IssueRule, MAX_BODY, MAX_REVIEW_TEXT, type Rules } from './rules.js'
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
  const skipped = (rule: Skip['rule'], reason: string): undefined => void skips.push({ rule, reason })
  const nothing = (
    name: 'issue' | 'comment',
    what: string,
    isOptional: boolean,
    values: Values,
  ): undefined => {
    if (isOptional) return skipped(name, `its ${what} is empty`)
    return values.refuse('', `gives an empty ${what}`, 'Say "optional: true" to skip it.')
  }
  const textOf = (name: 'issue' | 'comment', rule: IssueRule | CommentRule): string | undefined => {
    const values = valuesFor(name, rule.optional, data, problems)
    const before = problems.count
    if (!values.holds(rule.when)) return skipped(name, 'its "when" does not hold')
    const max = 'max-length' in rule ? rule['max-length'] : MAX_BODY
    const text = filledBody(rule.text, values, data, allowedBy(rule, run), max)
    if (text !== '') return text
    return problems.count > before ? undefined : nothing(name, 'text', rule.optional, values)
  }
  const issueOf = (rule: IssueRule): Wanted['issue'] => {
    const text = textOf('issue', rule)
    if (text === undefined) return undefined
    const values = valuesFor('issue', rule.optional, data, problems)
    const before = problems.count
    const title = titleOf(rule, data, values)
    if (title !== '') return { title, body: signed(text, rule.update, undefined) }
    return problems.count > before ? undefined : nothing('issue', 'title', rule.optional, values)
  }
  const commentOf = (rule: CommentRule): Wanted['comment'] => {
    const text = textOf('comment', rule)
    return text === undefined
      ? undefined
      : { body: signed(text, rule.update, rule.footer ? footerLine(run) : undefined) }
  }
  return {
    labels: labels && wantedLabels(labels, valuesFor('labels', labels.optional, data, problems)),
    issue: issue && issueOf(issue),
    review: review && reviewOf(review, data, run, valuesFor('review', review.optional, data, problems)),
    comment: comment && commentOf(comment),
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

/** One line of plain text: GitHub makes nothing of it but code in backticks. `''` where nothing is in it. */
function titleOf(rule: IssueRule, { text = '' }: Data, values: Values): string {
  const made = filled(partsOf(rule.title), (from) =>
    oneLine(withoutHiddenText(from === WHOLE_TEXT ? text : values.textAt(from)), MAX_TITLE),
  )
  return made.trim() === '' ? '' : oneLine(`${rule['title-prefix']}${made}`, MAX_TITLE)
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
