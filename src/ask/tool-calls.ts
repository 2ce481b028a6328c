import { isObject } from '../json-value.js'
import { violationsText } from '../schema/violation.js'
import type { AnswerFacts, ToolCall, Verdict } from './answer.js'
import type { RawToolCall } from './completion.js'
import { finishKind, finishNote } from './finish-reason.js'
import { isWritable, parseFiniteJson } from './json-text.js'
import type { Question, Tool, ToolChoice } from './question.js'

export type ParsedCall = ToolCall & { readonly parses: boolean }

const DESCRIBE = 'Describe the tool and its parameters more closely, or use another model.'
const NOT_HONOURED = 'Not every server honours tool_choice'

/** Parses the arguments of a call. None at all, or null, count as `{}`: several servers send so for a function without any. */
export function parseCall({ id, name, arguments: given }: RawToolCall): ParsedCall {
  if (given === undefined || (typeof given === 'string' && ['', 'null'].includes(given.trim()))) {
    return { id, name, arguments: {}, parses: true }
  }
  const value = typeof given === 'string' ? parseFiniteJson(given) : isWritable(given) ? given : undefined
  return { id, name, arguments: value ?? given, parses: value !== undefined }
}

/** What is wrong with the calls, the first of them, or with there being none. */
export function wrongCalls(
  calls: readonly ParsedCall[],
  { finishReason }: AnswerFacts,
  { tools, toolChoice }: Question,
): Verdict | undefined {
  const offered = new Map(tools.map((tool) => [tool.definition.name, tool]))
  // As the output has it: `tool-calls[0] (add_label)`. A name that was not offered is one that the model made up.
  const shown = (index: number, name: string): string =>
    `tool-calls[${String(index)}]${offered.has(name) ? ` (${name})` : ''}`
  for (const [index, { name, parses }] of calls.entries()) {
    if (!parses)
      return wrongly('invalid_json', `the arguments of ${shown(index, name)} are not valid JSON`, DESCRIBE)
  }
  for (const [index, call] of calls.entries()) {
    const found = mismatch(call, shown(index, call.name), offered.get(call.name), toolChoice)
    if (found !== undefined) return wrongly('schema_mismatch', ...found)
  }
  if (calls.length > 0) return undefined
  if (toolChoice.kind === 'required' || toolChoice.kind === 'function') {
    const what = toolChoice.kind === 'function' ? `a call of ${toolChoice.name}` : 'a tool call'
    const reason = `"tool-choice" demanded ${what}, and none came.`
    const remedy = `${NOT_HONOURED}: say in the prompt that the tool must be called, or use another model.`
    return { code: 'tool_call_missing', reason, remedy }
  }
  if (finishKind(finishReason) !== 'tool_calls') return undefined
  const reason = `The server announced a tool call${finishNote(finishReason)}, and none came.`
  const remedy = 'Run the step again; what the server sent is in the output "raw-response-file".'
  return { code: 'tool_call_missing', reason, remedy }
}

function wrongly(code: 'invalid_json' | 'schema_mismatch', what: string, remedy: string): Verdict {
  const reason = `The model called a tool wrongly: ${what}.`
  return { code, reason, remedy: `The calls are in the output "tool-calls". ${remedy}` }
}

/** The end of a sentence, and the remedy. */
function mismatch(
  { name, arguments: value }: ToolCall,
  shown: string,
  tool: Tool | undefined,
  choice: ToolChoice,
): readonly [what: string, remedy: string] | undefined {
  if (tool === undefined) {
    const remedy = 'Say in the prompt which tools there are, or use another model.'
    return [`${shown} is of a tool that was not offered`, remedy]
  }
  if (choice.kind === 'none') {
    const remedy = `${NOT_HONOURED}: leave "tools" out where no call is wanted.`
    return [`${shown} came although "tool-choice" is none`, remedy]
  }
  if (choice.kind === 'function' && choice.name !== name) {
    const remedy = `${NOT_HONOURED}: offer ${choice.name} alone, or say in the prompt that it must be called.`
    return [`${shown} came although "tool-choice" is ${choice.name}`, remedy]
  }
  if (!isObject(value)) return [`the arguments of ${shown} are not a map`, DESCRIBE]
  const violations = tool.validate?.(value) ?? []
  if (violations.length === 0) return undefined
  return [`the arguments of ${shown} do not match its parameters: ${violationsText(violations)}`, DESCRIBE]
}
