import { isObject, type Json } from '../json-value.js'
import { violationsText } from '../schema/violation.js'
import type { ToolCall } from './answer.js'
import type { RawToolCall } from './completion.js'
import { isWritable, parseFiniteJson } from './json-answer.js'
import type { Question, Tool } from './question.js'

export type ParsedCall = ToolCall & { readonly parses: boolean }

/** What is wrong with a call, the first of them. */
export interface CallFinding {
  readonly code: 'invalid_json' | 'schema_mismatch'
  /** The end of a sentence; tools that were not offered go by their index, because the model made their names up. */
  readonly reason: string
  readonly remedy: string
}

const DESCRIBE = 'Describe the tool and its parameters more closely, or use another model.'
const NOT_HONOURED = 'Not every server honours tool_choice'

/** Parses the arguments of a call. None at all, or null, count as `{}`: several servers send so for a function without any. */
export function parseCall({ id, name, arguments: given }: RawToolCall): ParsedCall {
  if (given === undefined || (typeof given === 'string' && /^\s*(?:null)?\s*$/.test(given))) {
    return { id, name, arguments: {}, parses: true }
  }
  const value = typeof given === 'string' ? parseFiniteJson(given) : isWritable(given) ? given : undefined
  return { id, name, arguments: value ?? given, parses: value !== undefined }
}

export function callFinding(
  calls: readonly ParsedCall[],
  { tools, toolChoice }: Pick<Question, 'tools' | 'toolChoice'>,
): CallFinding | undefined {
  const offered = new Map(tools.map((tool) => [tool.definition.name, tool]))
  // As the output has it: `tool-calls[0] (add_label)`.
  const shown = (index: number, name: string): string =>
    `tool-calls[${String(index)}]${offered.has(name) ? ` (${name})` : ''}`
  for (const [index, { name, parses }] of calls.entries()) {
    if (parses) continue
    const reason = `the arguments of ${shown(index, name)} are not valid JSON`
    return { code: 'invalid_json', reason, remedy: DESCRIBE }
  }
  for (const [index, call] of calls.entries()) {
    const found = mismatch(call, offered.get(call.name), toolChoice)
    if (found === undefined) continue
    const [before, after, remedy] = found
    return { code: 'schema_mismatch', reason: `${before}${shown(index, call.name)} ${after}`, remedy }
  }
  return undefined
}

/** What stands before and behind the name of the call, and the remedy. */
function mismatch(
  call: ToolCall,
  tool: Tool | undefined,
  choice: Question['toolChoice'],
): readonly [before: string, after: string, remedy: string] | undefined {
  if (tool === undefined) {
    return [
      '',
      'is of a tool that was not offered',
      'Say in the prompt which tools there are, or use another model.',
    ]
  }
  if (choice.kind === 'none') {
    const remedy = `${NOT_HONOURED}: leave "tools" out where no call is wanted.`
    return ['', 'came although "tool-choice" is none', remedy]
  }
  if (choice.kind === 'function' && choice.name !== call.name) {
    const remedy = `${NOT_HONOURED}: offer ${choice.name} alone, or say in the prompt that it must be called.`
    return ['', `came although "tool-choice" is ${choice.name}`, remedy]
  }
  const reason = argumentsMismatch(call.arguments, tool)
  return reason === undefined ? undefined : ['the arguments of ', reason, DESCRIBE]
}

function argumentsMismatch(value: Json, { validate }: Tool): string | undefined {
  if (!isObject(value)) return 'are not a map'
  const violations = validate?.(value) ?? []
  return violations.length === 0 ? undefined : `do not match its parameters: ${violationsText(violations)}`
}
