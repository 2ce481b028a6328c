import { isJson, isObject, type Json } from '../json-value.js'
import type { ToolChoice } from '../inputs/inputs.js'
import type { Tool } from '../inputs/tools.js'
import type { WithinTimeLimit } from '../time-limit.js'
import { violationsText } from '../schema/violation.js'
import type { ToolCall } from './completion.js'
import { isFiniteJson, parseFiniteJson } from './finite-json.js'

/** A call as the output `tool-calls` has it. */
export interface ParsedCall {
  readonly id: string
  readonly name: string
  /** The parsed value; the text, if it does not parse. */
  readonly arguments: Json
}

export interface CallFinding {
  readonly code: 'invalid_json' | 'schema_mismatch'
  /** The end of a sentence; tools that were not offered go by their index, for the model made their names up. */
  readonly reason: string
  readonly remedy: string
}

const DESCRIBE = 'Describe the tool and its parameters more closely, or use another model.'
const NOT_HONOURED = 'Not every server honours tool_choice'

/** Parses the arguments of a call. Empty arguments count as `{}`: several servers send none for a function of none. */
export function parseCall({ id, name, rawArguments }: ToolCall): ParsedCall & { readonly parses: boolean } {
  if (typeof rawArguments !== 'string') {
    return { id, name, arguments: rawArguments, parses: isFiniteJson(rawArguments) }
  }
  if (rawArguments.trim() === '') return { id, name, arguments: {}, parses: true }
  const parsed = parseFiniteJson(rawArguments)
  if (parsed === undefined || !isJson(parsed.value))
    return { id, name, arguments: rawArguments, parses: false }
  return { id, name, arguments: parsed.value, parses: true }
}

/** What is wrong with the calls that came, the first of them. */
export function callFinding(
  calls: readonly (ParsedCall & { readonly parses: boolean })[],
  tools: readonly Tool[],
  choice: ToolChoice,
  within: WithinTimeLimit,
): CallFinding | undefined {
  const unparsed = calls.findIndex(({ parses }) => !parses)
  if (unparsed !== -1) {
    return {
      code: 'invalid_json',
      reason: `the arguments of ${callName(calls, unparsed, tools)} are not valid JSON`,
      remedy: DESCRIBE,
    }
  }
  for (const [index, call] of calls.entries()) {
    const found = mismatch(call, callName(calls, index, tools), tools, choice, within)
    if (found !== undefined) return { code: 'schema_mismatch', ...found }
  }
  return undefined
}

function mismatch(
  call: ParsedCall,
  shown: string,
  tools: readonly Tool[],
  choice: ToolChoice,
  within: WithinTimeLimit,
): Pick<CallFinding, 'reason' | 'remedy'> | undefined {
  const tool = tools.find(({ definition }) => definition.name === call.name)
  if (tool === undefined) {
    return {
      reason: `${shown} is of a tool that was not offered`,
      remedy: 'Say in the prompt which tools there are, or use another model.',
    }
  }
  if (choice.kind === 'none') {
    return {
      reason: `${shown} came although "tool-choice" is none`,
      remedy: `${NOT_HONOURED}: leave "tools" out where no call is wanted.`,
    }
  }
  if (choice.kind === 'function' && choice.name !== call.name) {
    return {
      reason: `${shown} came although "tool-choice" is ${choice.name}`,
      remedy: `${NOT_HONOURED}: offer ${choice.name} alone, or say in the prompt that it must be called.`,
    }
  }
  const reason = argumentsMismatch(call.arguments, shown, tool, within)
  return reason === undefined ? undefined : { reason, remedy: DESCRIBE }
}

function argumentsMismatch(
  value: Json,
  shown: string,
  { validate }: Tool,
  within: WithinTimeLimit,
): string | undefined {
  if (!isObject(value)) return `the arguments of ${shown} are no map`
  const checked = validate?.(value, within)
  if (checked === undefined) return undefined
  if (!checked.done) {
    return `whether the arguments of ${shown} match its parameters is unknown: ${checked.why}`
  }
  if (checked.violations.length === 0) return undefined
  return `the arguments of ${shown} do not match its parameters: ${violationsText(checked.violations)}`
}

/** As the output has it: `tool-calls[0] (add_label)`. */
function callName(calls: readonly ParsedCall[], index: number, tools: readonly Tool[]): string {
  const name = calls[index]?.name
  const isOffered = tools.some(({ definition }) => definition.name === name)
  return `tool-calls[${String(index)}]${isOffered ? ` (${String(name)})` : ''}`
}
