import * as z from 'zod/mini'
import type { Validate } from '../schema/violation.js'
import { type Finding, findingsOf } from './zod-problems.js'

const NAME = /^[A-Za-z0-9_-]{1,64}$/

const functionTool = z.strictObject({
  name: z.string().check(z.regex(NAME, 'must be 1 to 64 letters, digits, _ or -')),
  description: z.optional(z.string()),
  parameters: z.optional(z.record(z.string(), z.unknown())),
  strict: z.optional(z.boolean()),
})

const wrappedTool = z.strictObject({ type: z.literal('function'), function: functionTool })

export interface Tool {
  readonly definition: z.infer<typeof functionTool>
  /** Checks the arguments of a call; undefined if the tool declares no parameters. */
  readonly validate: Validate | undefined
}

export type CheckedTools =
  | { readonly ok: true; readonly tools: readonly Tool[] }
  | { readonly ok: false; readonly findings: readonly Finding[] }

/** Checks a list of function tools, each whole or just the inner map, of an input or of a prompt file. */
export async function checkTools(value: unknown): Promise<CheckedTools> {
  if (!Array.isArray(value))
    return { ok: false, findings: [{ path: [], rule: 'must be a list of function tools' }] }
  if (value.length === 0)
    return {
      ok: false,
      findings: [{ path: [], rule: 'must not be an empty list', remedy: 'Offer a tool, or leave it out.' }],
    }
  const findings: Finding[] = []
  const tools: Tool[] = []
  for (const [index, item] of value.entries()) {
    const wrapped = typeof item === 'object' && item !== null && ('function' in item || 'type' in item)
    const path = wrapped ? [index, 'function'] : [index]
    const result = wrapped
      ? wrappedTool.safeParse(item, { reportInput: true })
      : functionTool.safeParse(item, { reportInput: true })
    if (!result.success) {
      findings.push(
        ...findingsOf(result.error).map((finding) => ({ ...finding, path: [index, ...finding.path] })),
      )
      continue
    }
    const definition = 'function' in result.data ? result.data.function : result.data
    if (tools.some((tool) => tool.definition.name === definition.name)) {
      findings.push({ path: [...path, 'name'], rule: `"${definition.name}" is the name of two tools` })
    }
    const validate = await compileParameters(definition.parameters, [...path, 'parameters'], findings)
    tools.push({ definition, validate })
  }
  return findings.length > 0 ? { ok: false, findings } : { ok: true, tools }
}

async function compileParameters(
  parameters: unknown,
  path: (string | number)[],
  findings: Finding[],
): Promise<Validate | undefined> {
  if (parameters === undefined) return undefined
  const { compileSchema } = await import('../schema/json-schema.js')
  const compiled = compileSchema(parameters)
  if (compiled.ok) return compiled.validate
  findings.push({ path: [...path, ...compiled.path], rule: compiled.problem })
  return undefined
}
