import { isJson, isObject, type Json, parseJson } from '../json-value.js'
import type { ToolChoice } from '../inputs/inputs.js'
import type { Tool } from '../inputs/tools.js'
import { violationsText } from '../schema/violation.js'
import type { ToolCall } from './completion.js'

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
}

/** Parses the arguments of a call. Empty arguments count as `{}`: several servers send none for a function of none. */
export function parseCall({ id, name, rawArguments }: ToolCall): ParsedCall & { readonly parses: boolean } {
  if (typeof rawArguments !== 'string') return { id, name, arguments: rawArguments, parses: true }
  if (rawArguments.trim() === '') return { id, name, arguments: {}, parses: true }
  const parsed = parseJson(rawArguments)
  if (parsed === undefined || !isJson(parsed.value))
    return { id, name, arguments: rawArguments, parses: false }
  return { id, name, arguments: parsed.value, parses: true }
}

/** What is wrong with the calls that came, the first of them. */
export function callFinding(
  calls: readonly (ParsedCall & { readonly parses: boolean })[],
  tools: readonly Tool[],
  choice: ToolChoice,
): CallFinding | undefined {
  const unparsed = calls.findIndex(({ parses }) => !parses)
  if (unparsed !== -1) {
    return {
      code: 'invalid_json',
      reason: `the arguments of ${callName(calls, unparsed, tools)} are not valid JSON`,
    }
  }
  for (const [index, call] of calls.entries()) {
    const reason = mismatch(call, callName(calls, index, tools), tools, choice)
    if (reason !== undefined) return { code: 'schema_mismatch', reason }
  }
  return undefined
}

function mismatch(
  call: ParsedCall,
  shown: string,
  tools: readonly Tool[],
  choice: ToolChoice,
): string | undefined {
  const tool = tools.find(({ definition }) => definition.name === call.name)
  if (tool === undefined) return `${shown} is of a tool that was not offered`
  if (choice.kind === 'none') return `${shown} came although "tool-choice" is none`
  if (choice.kind === 'function' && choice.name !== call.name) {
    return `${shown} came although "tool-choice" is ${choice.name}`
  }
  if (!isObject(call.arguments)) return `the arguments of ${shown} are no map`
  const violations = tool.validate?.(call.arguments) ?? []
  if (violations.length === 0) return undefined
  return `the arguments of ${shown} do not match its parameters: ${violationsText(violations)}`
}

function callName(calls: readonly ParsedCall[], index: number, tools: readonly Tool[]): string {
  const name = calls[index]?.name
  const isOffered = tools.some(({ definition }) => definition.name === name)
  return `tool call ${String(index)}${isOffered ? ` (${String(name)})` : ''}`
}
