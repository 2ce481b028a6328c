import { oneLine } from '../display-text.js'
import { pathOfPointer, valueAt } from '../json-pointer.js'
import type { Json } from '../json-value.js'
import type { Problems } from '../problems/problems.js'
import type { RuleName, When } from './rules.js'

/** What the model answered. */
export interface Data {
  readonly json: Json | undefined
  readonly text: string | undefined
}

/** Reads values for one rule. What is wrong with one is a problem, which names the rule and the pointer, never the value. */
export interface Values {
  /** undefined where the pointer leads nowhere, or to null; that is a problem unless the rule says `optional`. */
  at(pointer: string): Json | undefined
  /** The same below another value, at `within`, which the pointer is shown behind. */
  below(value: Json, within: string, pointer: string, optional?: boolean): Json | undefined
  /** A text, or a number or a boolean as one; `''` where there is nothing. */
  textAt(pointer: string): string
  /** Whether the rule applies. */
  holds(when: When | undefined): boolean
  /** A value that breaks the rule. @param rule the end of a sentence about what stands at the pointer */
  refuse(pointer: string, rule: string, remedy?: string): undefined
}

export function valuesFor(rule: RuleName, isOptional: boolean, data: Data, problems: Problems): Values {
  const refuse: Values['refuse'] = (pointer, what, remedy = '') => {
    const place = pointer === '' ? '' : `${oneLine(pointer, 120)} `
    const input = data.json === undefined ? 'text' : 'json'
    return problems.add({ input, rule: `${place}(for the rule "${rule}") ${what}`, remedy })
  }
  const below: Values['below'] = (value, within, pointer, optional = isOptional) => {
    const found = valueAt(value, pathOfPointer(pointer))
    if (found !== undefined && !(found === null && optional)) return found
    if (optional) return undefined
    return refuse(within + pointer, 'leads nowhere', `Say "optional: true" in the rule if it may be missing.`)
  }
  const at: Values['at'] = (pointer) => below(data.json ?? null, '', pointer)
  return {
    at,
    below,
    refuse,
    textAt: (pointer) => {
      const value = at(pointer)
      if (value === undefined) return ''
      if (typeof value !== 'object') return String(value)
      refuse(pointer, 'must be a text, a number or a boolean')
      return ''
    },
    holds: (when) => {
      if (when === undefined) return true
      const pointer = typeof when === 'string' ? when : when.pointer
      const value = at(pointer)
      if (typeof when !== 'string') return (value ?? null) === when.equals
      if (value === undefined) return false
      if (typeof value === 'boolean') return value
      refuse(pointer, 'must be true or false', 'Or write "when: {pointer, equals}".')
      return false
    },
  }
}
