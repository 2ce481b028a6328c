import { isList, type Json } from '../json-value.js'
import { codeSpan, fenced } from '../report/markdown-text.js'
import { withoutHiddenText } from '../text/hidden-text.js'
import type { Allowed } from './acting.js'
import { hunkAt, hunksOf, type Hunk, type Side } from './hunks.js'
import type { ReviewComment, Skip, Write } from './plan.js'
import { MAX_BODY, type ReviewRule } from './rules.js'
import { sanitised } from './sanitised.js'
import type { Values } from './values.js'

/** What the model found at a place of the diff, ready to be shown. */
export interface Finding {
  readonly path: string
  readonly line: number | undefined
  readonly startLine: number | undefined
  readonly side: Side
  readonly body: string
}

/** The most characters of a finding, and of a suggestion. */
const MAX_FINDING = 10_000

/** The findings of the answer, each once; what is wrong with one is a problem. */
export function wantedFindings(rule: ReviewRule, values: Values, allowed: Allowed): readonly Finding[] {
  const list = values.at(rule.findings)
  if (list === undefined) return []
  const items = isList(list) ? list : []
  if (!isList(list)) values.refuse(rule.findings, 'must be a list of findings')
  if (items.length > rule.max) {
    const what = `must be at most ${String(rule.max)} findings`
    values.refuse(rule.findings, what, 'Raise "max", or ask for fewer.')
  }
  const found = items
    .slice(0, rule.max)
    .flatMap((item, i) => findingOf(item, `${rule.findings}/${String(i)}`, rule, values, allowed) ?? [])
  const texts = found.map((finding) => JSON.stringify(finding))
  return found.filter((_, i) => texts.indexOf(texts[i] ?? '') === i)
}

function findingOf(
  item: Json,
  place: string,
  { map }: ReviewRule,
  values: Values,
  allowed: Allowed,
): Finding | undefined {
  if (typeof item !== 'object' || item === null) return values.refuse(place, 'must be an object')
  const text = (pointer: string, optional?: boolean): string | undefined => {
    const value = values.below(item, place, pointer, optional)
    if (value === undefined || typeof value === 'string') return value
    return values.refuse(place + pointer, 'must be a text')
  }
  const line = (pointer: string, optional?: boolean): number | undefined => {
    const value = values.below(item, place, pointer, optional)
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value > 0))
      return value
    return values.refuse(place + pointer, 'must be the number of a line, from 1')
  }
  const path = text(map.path)
  const body = text(map.body) ?? ''
  const suggestion = withoutSuggestionEnd(text(map.suggestion, true) ?? '')
  const side = text(map.side, true) ?? 'RIGHT'
  const found = { line: line(map.line), startLine: line(map['start-line'], true) }
  if (side !== 'LEFT' && side !== 'RIGHT') return values.refuse(place + map.side, 'must be LEFT or RIGHT')
  if (suggestion.length > MAX_FINDING)
    return values.refuse(place + map.suggestion, `must have at most ${String(MAX_FINDING)} characters`)
  if (path === undefined) return undefined
  if (body.trim() === '' && suggestion === '') return values.refuse(place + map.body, 'must not be empty')
  const parts = [body.trim() === '' ? '' : sanitised(body, allowed, MAX_FINDING), suggested(suggestion)]
  return { path, ...found, side, body: parts.filter((part) => part !== '').join('\n\n') }
}

function withoutSuggestionEnd(text: string): string {
  return text.replace(/\s+$/, '')
}

/** The block that GitHub puts a button under; comments of HTML in it are code. */
function suggested(text: string): string {
  return text === '' ? '' : withoutHiddenText(fenced(text, 'suggestion'))
}

/** A changed file, as GitHub names it, with its hunks. */
export interface ChangedFile {
  readonly path: string
  readonly patch: string
}

/** What stands on the pull request already. */
export interface Standing {
  readonly comments: readonly { readonly path: string; readonly line: number; readonly body: string }[]
  readonly reviews: readonly string[]
}

/** Each finding as a comment on its line, or, where that is not in the diff, as a part of the review's text. */
export function placedFindings(
  findings: readonly Finding[],
  files: readonly ChangedFile[],
): { readonly comments: readonly ReviewComment[]; readonly elsewhere: readonly Finding[] } {
  const hunks = new Map<string, readonly Hunk[]>(files.map(({ path, patch }) => [path, hunksOf(patch)]))
  const comments: ReviewComment[] = []
  const elsewhere: Finding[] = []
  for (const finding of findings) {
    const { path, line, startLine, side, body } = finding
    const ofFile = hunks.get(path) ?? []
    const hunk = line === undefined ? undefined : hunkAt(ofFile, side, line)
    if (line === undefined || hunk === undefined) elsewhere.push(finding)
    else {
      const isRange = startLine !== undefined && startLine < line && hunkAt(ofFile, side, startLine) === hunk
      comments.push({ path, line, side, body, ...(isRange ? { start: { line: startLine, side } } : {}) })
    }
  }
  return { comments, elsewhere }
}

/** The text of a review: the author's, and the findings that stand on no line of the diff. */
export function reviewText(text: string, elsewhere: readonly Finding[], allowed: Allowed): string {
  if (elsewhere.length === 0) return text
  // Behind a line end there may be as much indentation as text.
  const room = Math.floor((MAX_BODY - text.length - 100) / elsewhere.length / 2) - 200
  const items = elsewhere.map(({ path, line, body }) => {
    const place = `${codeSpan(path)}${line === undefined ? '' : `, line ${String(line)}`}`
    // A suggestion could not be applied there.
    const shown = sanitised(body, allowed, Math.min(MAX_FINDING, Math.max(200, room)))
    return `- ${place}\n\n  ${shown.replaceAll('\n', '\n  ')}`
  })
  return [...(text === '' ? [] : [text]), '**Not on a changed line**', ...items].join('\n\n')
}

/**
 * The review without what stands there already. A request for changes needs a text:
 * https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request
 */
export function planReview(
  rule: ReviewRule,
  review: { readonly text: string; readonly comments: readonly ReviewComment[] },
  target: { readonly number: number; readonly commit: string },
  standing: Standing,
): { readonly writes: readonly Write[]; readonly skips: readonly Skip[] } {
  const isStanding = ({ path, line, body }: ReviewComment): boolean =>
    standing.comments.some(
      (other) => other.path === path && other.line === line && sameText(other.body, body),
    )
  const comments = review.comments.filter((comment) => !isStanding(comment))
  const known = review.comments.length - comments.length
  const skipped = (reason: string): Skip => ({ rule: 'review', reason })
  const skips = known === 0 ? [] : [skipped(`${String(known)} of its comments are there already`)]
  const isSaid = review.text === '' || standing.reviews.some((body) => sameText(body, review.text))
  if (comments.length === 0 && isSaid)
    return {
      writes: [],
      skips:
        skips.length > 0
          ? skips
          : [skipped(review.text === '' ? 'the answer has no findings' : 'it is there already')],
    }
  const asked = review.text || 'See the comments on the lines.'
  const body = rule.event === 'REQUEST_CHANGES' ? asked : isSaid ? '' : review.text
  const { number, commit } = target
  return {
    writes: [{ rule: 'review', action: 'create', target: number, commit, event: rule.event, body, comments }],
    skips,
  }
}

/** GitHub keeps line ends as they came, and trims. */
function sameText(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n').trim() === other.replaceAll('\r\n', '\n').trim()
}
