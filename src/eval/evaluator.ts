import type { Json } from '../json-value.js'
import type { Path } from '../problems/source.js'
import type { Validate } from '../schema/violation.js'
import type { Choice } from './judge-text.js'

/** What an answer is held against. */
export interface Evaluator {
  /** As the file has it; perhaps empty. */
  readonly name: string
  readonly check: Check
  /** In the prompt file. */
  readonly path: Path
}

export type Check =
  PlainCheck | JudgeCheck | { readonly kind: 'not'; readonly check: PlainCheck | JudgeCheck }

/** What needs no judge. Texts are templates, filled with the test case. */
export type PlainCheck =
  | { readonly kind: 'string'; readonly expected: readonly StringRule[] }
  | { readonly kind: 'regex'; readonly matches: string; readonly flags: string }
  | {
      readonly kind: 'json'
      readonly pointer: string
      readonly validate: Validate | undefined
      readonly equals: { readonly value: Json } | undefined
    }
  | { readonly kind: 'toolCall'; readonly name: string; readonly validate: Validate | undefined }
  | { readonly kind: 'finish'; readonly reason: FinishReason }
  /** That of the file's `responseFormat: json_schema`. */
  | { readonly kind: 'json_schema'; readonly validate: Validate }

export interface StringRule {
  readonly rule: 'equals' | 'contains' | 'startsWith' | 'endsWith'
  readonly text: string
}

export const FINISH_REASONS = ['stop', 'length', 'tool_calls', 'content_filter'] as const
export type FinishReason = (typeof FINISH_REASONS)[number]

export interface JudgeCheck {
  readonly kind: 'llm'
  readonly model: string
  readonly systemPrompt: string | undefined
  readonly prompt: string
  readonly choices: readonly [Choice, ...Choice[]]
  /** The least score that passes; undefined: any above 0. */
  readonly passScore: number | undefined
}

/** The check that decides, `not` or not. */
export function innerCheck(check: Check): PlainCheck | JudgeCheck {
  return check.kind === 'not' ? check.check : check
}

/** The texts of a check that are templates. */
export function templatesOf(check: Check): string[] {
  const inner = innerCheck(check)
  switch (inner.kind) {
    case 'string':
      return inner.expected.map(({ text }) => text)
    case 'regex':
      return [inner.matches]
    case 'json':
      return [inner.pointer, ...textsIn(inner.equals?.value ?? null)]
    case 'llm':
      return [inner.prompt, inner.systemPrompt ?? '']
    default:
      return []
  }
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap((item: Json | undefined) => textsIn(item ?? null))
}
