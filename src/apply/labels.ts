import { isList, type Json } from '../json-value.js'
import type { Plan, Target } from './plan.js'
import type { LabelsRule } from './rules.js'
import type { Values } from './values.js'

/** A label that the answer asks for, and where. */
export interface WantedLabel {
  readonly name: string
  readonly pointer: string
}

/** More than anybody means: to compare very many with each other takes its time. */
const MOST_LISTED = 100

const lower = (name: string): string => name.toLowerCase()

/** The labels that the answer asks for, each within the rule; what is not is a problem. */
export function wantedLabels(rule: LabelsRule, values: Values): readonly WantedLabel[] {
  const found = [rule.from].flat().flatMap((pointer) => labelsAt(pointer, values))
  const wanted = found.filter(
    ({ name }, i) => found.findIndex((other) => lower(other.name) === lower(name)) === i,
  )
  for (const { name, pointer } of wanted)
    if (!rule.allow.some((pattern) => matches(pattern, name)))
      values.refuse(
        pointer,
        'must be a label that "allow" names',
        'List it there, or let the schema of the answer name the labels.',
      )
  const [first] = [rule.from].flat()
  if (wanted.length > rule.max)
    values.refuse(
      first ?? '',
      `must be at most ${String(rule.max)} labels in all`,
      'Raise "max", or ask for fewer.',
    )
  for (const group of rule['one-of']) {
    const names = group.map(lower)
    const [, second] = wanted.filter(({ name }) => names.includes(lower(name)))
    if (second !== undefined)
      values.refuse(second.pointer, 'must not be a second label of a group in "one-of"')
  }
  return wanted
}

function labelsAt(pointer: string, values: Values): WantedLabel[] {
  const value = values.at(pointer)
  if (value === undefined) return []
  const items: readonly Json[] = isList(value) ? value : [value]
  if (items.length > MOST_LISTED) {
    values.refuse(pointer, `must be at most ${String(MOST_LISTED)} labels`)
    return []
  }
  return items.flatMap((item, i) => {
    const place = isList(value) ? `${pointer}/${String(i)}` : pointer
    if (typeof item === 'string') return [{ name: item.trim(), pointer: place }]
    values.refuse(place, 'must be the name of a label')
    return []
  })
}

/** Whether a name matches a pattern in which `*` stands for anything; case does not matter. */
function matches(pattern: string, name: string): boolean {
  const pieces = lower(pattern).split('*')
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)]
  const text = lower(name)
  if (pieces.length === 1) return text === first
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false
  let at = first.length
  const end = text.length - last.length
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at)
    if (found === -1 || found + piece.length > end) return false
    at = found + piece.length
  }
  return true
}

/** A label's name as the repository writes it; undefined where it has none. */
export function writtenAs(name: string, labels: readonly string[]): string | undefined {
  return labels.find((label) => lower(label) === lower(name))
}

/**
 * What is to be set and taken off.
 *
 * @param known the labels of the repository
 */
export function planLabels(
  rule: LabelsRule,
  wanted: readonly WantedLabel[],
  target: Target,
  known: readonly string[],
  values: Values,
): Plan {
  const labels = wanted.flatMap(({ name, pointer }) => {
    const label = writtenAs(name, known)
    if (label !== undefined) return [label]
    if (rule['on-unknown'] === 'fail')
      values.refuse(
        pointer,
        'must be a label that the repository has',
        'Create it there (this action creates none), or set "on-unknown: drop".',
      )
    return []
  })
  const set = labels.map(lower)
  const groups = rule['one-of']
    .map((group) => group.map(lower))
    .filter((group) => group.some((name) => set.includes(name)))
  const unwanted = [...groups.flat(), ...rule.remove.map(lower)].filter((name) => !set.includes(name))
  const present = target.labels.map(lower)
  const names = labels.filter((name) => !present.includes(lower(name)))
  const removed = target.labels.filter((name) => unwanted.includes(lower(name)))
  const dropped = wanted.length - labels.length
  const skips =
    dropped > 0
      ? [
          {
            rule: 'labels',
            reason: `${String(dropped)} of ${String(wanted.length)} are not labels of the repository`,
          } as const,
        ]
      : []
  if (names.length === 0 && removed.length === 0) {
    const reason = wanted.length === 0 ? 'the answer names no label' : 'all is set as the answer says'
    return { writes: [], skips: [...skips, { rule: 'labels', reason }] }
  }
  return {
    writes: [
      ...(names.length === 0
        ? []
        : [{ rule: 'labels', action: 'add', target: target.number, names } as const]),
      ...removed.map((name) => ({ rule: 'labels', action: 'remove', target: target.number, name }) as const),
    ],
    skips,
  }
}
