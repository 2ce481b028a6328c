import * as z from 'zod/mini'
import { oneLine } from '../display-text.js'
import { shaped } from '../inputs/zod-findings.js'
import { isPointer } from '../json-pointer.js'
import { isObject } from '../json-value.js'
import { nearest } from '../nearest.js'
import type { Findings } from '../problems/problems.js'
import { isTemplate } from './template.js'

/** The most characters of a comment that GitHub takes, less what is put around the author's text. */
export const MAX_BODY = 65_000
/** Of the author's text of a review and its values: the rest is for findings that stand on no line. */
export const MAX_REVIEW_TEXT = 10_000
const DEFAULT_COMMENT = 10_000

const Pointer = z.string().check(z.refine(isPointer, 'must be a JSON Pointer, such as /kind'))
const Name = z
  .string()
  .check(z.minLength(1, 'must not be empty'), z.maxLength(100, 'must have at most 100 characters'))
const Host = Name.check(
  z.refine(isHost, 'must be a host such as docs.example.com, without https:// and without a path'),
)
const Names = z._default(z.array(Name), [])
const Template = z
  .string()
  .check(
    z.refine(isTemplate, 'has a {{ … }} that is neither {{ text }} nor a JSON Pointer, such as {{ /reply }}'),
  )
const NOT_EMPTY = z.refine<string>((text) => text.trim() !== '', 'must not be empty')
const Text = z._default(Template.check(NOT_EMPTY), '{{ text }}')
const Flag = z._default(z.boolean(), false)
const integer = (min: number, max: number) => {
  const rule = `must be an integer from ${String(min)} to ${String(max)}`
  return z.number().check(z.refine((value) => Number.isInteger(value) && value >= min && value <= max, rule))
}

/** It stands in an HTML comment, and says to a person whose the comment is. */
const Update = z
  .string()
  .check(
    z.regex(
      /^[a-z\d](?:[._-]?[a-z\d]){0,49}$/i,
      'must be a name of up to 50 letters and digits, with . _ - between them',
    ),
  )

const Constant = z.union(
  [z.string(), z.number(), z.boolean(), z.null()],
  'must be a text, a number, true, false or null',
)
const When = z.union(
  [Pointer, z.object({ pointer: Pointer, equals: Constant })],
  'must be a JSON Pointer, or {pointer, equals} with a text, a number, true, false or null',
)

/** What a text of the model's may do. */
const texts = {
  links: z._default(
    z.union(
      [z.enum(['all', 'none', 'default']), z.array(Host)],
      'must be a list of hosts, or one of all, none',
    ),
    'default',
  ),
  mentions: Names,
  optional: Flag,
}

const Labels = z.object({
  from: z.union(
    [Pointer, z.array(Pointer).check(z.minLength(1, 'must name at least one pointer'))],
    'must be a JSON Pointer, such as /kind, or a list of them',
  ),
  allow: z.array(Name).check(z.minLength(1, 'must name the labels that may be set')),
  max: z._default(integer(1, 10), 3),
  'one-of': z._default(z.array(z.array(Name)), []),
  remove: Names,
  'on-unknown': z._default(z.enum(['fail', 'drop']), 'fail'),
  optional: Flag,
})

const Comment = z.object({
  text: Text,
  when: z.optional(When),
  update: z.optional(Update),
  'max-length': z._default(integer(200, MAX_BODY), DEFAULT_COMMENT),
  footer: z._default(z.boolean(), true),
  ...texts,
})

const Issue = z.object({
  title: Template.check(NOT_EMPTY),
  text: Text,
  when: z.optional(When),
  update: z.optional(Update),
  labels: Names,
  'title-prefix': z._default(z.string().check(z.maxLength(100, 'must have at most 100 characters')), ''),
  ...texts,
})

/** Where the parts of a finding are in it. */
const Places = z.object({
  path: z._default(Pointer, '/path'),
  line: z._default(Pointer, '/line'),
  'start-line': z._default(Pointer, '/start-line'),
  side: z._default(Pointer, '/side'),
  body: z._default(Pointer, '/body'),
  suggestion: z._default(Pointer, '/suggestion'),
})

const Review = z.object({
  findings: Pointer,
  map: z.prefault(Places, {}),
  max: z._default(integer(1, 50), 20),
  event: z._default(
    z.union(
      [z.literal('COMMENT'), z.literal('REQUEST_CHANGES')],
      'must be COMMENT or REQUEST_CHANGES: no model approves a pull request',
    ),
    'COMMENT',
  ),
  text: z._default(Template, ''),
  ...texts,
})

const Rules = z.object({
  labels: z.optional(Labels),
  issue: z.optional(Issue),
  review: z.optional(Review),
  comment: z.optional(Comment),
})

export type Rules = z.output<typeof Rules>
export type LabelsRule = z.output<typeof Labels>
export type CommentRule = z.output<typeof Comment>
export type IssueRule = z.output<typeof Issue>
export type ReviewRule = z.output<typeof Review>
export type TextRule = CommentRule | IssueRule | ReviewRule
export type When = z.output<typeof When>
/** In the order in which they are carried out. */
export type RuleName = keyof Rules

const KEYS: Readonly<Record<RuleName, readonly string[]>> = {
  labels: Object.keys(Labels.shape),
  issue: Object.keys(Issue.shape),
  review: Object.keys(Review.shape),
  comment: Object.keys(Comment.shape),
}

/** The rules as the author wrote them; what is wrong with them is reported. */
export function readRules(value: unknown, found: Findings): Rules | undefined {
  if (!isObject(value)) {
    const remedy = 'Write a map of rules: labels, comment, issue or review.'
    return found.add({ rule: 'must be a map', remedy })
  }
  reportUnknownKeys(value, Object.keys(KEYS), found)
  for (const [name, keys] of Object.entries(KEYS)) {
    const rule = value[name]
    if (rule !== undefined && !isObject(rule)) {
      const remedy = `Write its keys below it, indented: ${keys.join(', ')}.`
      found.add({ path: [name], rule: rule === null ? 'is empty' : 'must be a map', remedy })
    }
    if (!isObject(rule)) continue
    reportUnknownKeys(rule, keys, found.at(name))
    if (isObject(rule['when'])) reportUnknownKeys(rule['when'], ['pointer', 'equals'], found.at(name, 'when'))
    if (isObject(rule['map']))
      reportUnknownKeys(rule['map'], Object.keys(Places.shape), found.at(name, 'map'))
  }
  if (Object.keys(value).length === 0)
    found.add({ rule: 'has no rule', remedy: 'Write at least one of labels, comment, issue and review.' })
  return shaped(Rules, Object.fromEntries(Object.entries(value).filter(([, rule]) => isObject(rule))), found)
}

function isHost(name: string): boolean {
  const url = `https://${name}/`
  return !name.includes('*') && URL.canParse(url) && new URL(url).href === `https://${new URL(url).host}/`
}

function reportUnknownKeys(map: object, known: readonly string[], found: Findings): void {
  for (const key of Object.keys(map)) {
    if (known.includes(key)) continue
    const [meant = ''] = nearest(key, known)
    found.add({
      path: [key],
      rule: `is not a known key ("${oneLine(key, 60)}")`,
      remedy: `Is "${meant}" meant? The keys are ${known.join(', ')}.`,
    })
  }
}
