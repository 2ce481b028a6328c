import type { Environment } from '../environment.js'
import { oneLine } from '../display-text.js'
import { formatOfFile, type PromptFile, schemaOfFile } from '../prompt/prompt-file.js'
import type { HostKind } from './endpoint.js'
import type { FormOrigin, ToolChoice } from './inputs.js'
import type { Report } from './problem.js'
import { checkJsonSchema, RESPONSE_FORMATS, type ResponseFormat } from './response-format.js'
import { choiceInput } from './scalar-input.js'
import { reportFindings, sourceOf, structured } from './source.js'
import { checkTools, type Tool } from './tools.js'

type Warn = (warning: string) => void
type Texts = Environment['inputs']
/** `bad`: there is one, but it cannot be read; what it holds is not known. */
type MaybePromptFile = PromptFile | 'bad' | undefined

/** Where the format came from, for the log. The schema counts, not the word `json_schema` that goes with it. */
export function formatOrigin(inputs: Texts, promptFile: PromptFile | undefined): FormOrigin {
  const fileHasSchema = promptFile?.jsonSchema !== undefined
  const ownSchema = inputs.has('json-schema') || inputs.has('json-schema-file')
  const format = inputs.get('response-format')
  const isOwn = ownSchema || (format !== undefined && !(format === 'json_schema' && fileHasSchema))
  const inFile = fileHasSchema || promptFile?.responseFormat !== undefined
  return { origin: isOwn ? 'input' : 'prompt file', beatsFile: isOwn && inFile }
}

/** Where the tools came from, for the log. */
export function toolsOrigin(inputs: Texts, promptFile: PromptFile | undefined): FormOrigin {
  const isOwn = inputs.has('tools') || inputs.has('tools-file')
  return { origin: isOwn ? 'input' : 'prompt file', beatsFile: isOwn && promptFile?.tools !== undefined }
}

/** The format of the answer; undefined if it was asked for wrongly. An input beats the prompt file. */
export async function readFormat(
  environment: Environment,
  promptFile: MaybePromptFile,
  report: Report,
  warn: Warn,
): Promise<ResponseFormat | undefined> {
  const given = environment.inputs.get('response-format')
  const asked = choiceInput('response-format', given, RESPONSE_FORMATS, report)
  const source = sourceOf(environment, 'json-schema', report, warn)
  if (source.kind === 'bad') return undefined
  if (source.kind === 'set') {
    if (asked !== undefined && asked !== 'json_schema') {
      report({
        input: source.value.input,
        rule: `means "response-format: json_schema" and cannot stand beside "response-format: ${asked}"`,
        remedy: 'Leave "response-format" out.',
      })
    }
    const parsed = await structured(source.value, report)
    if (parsed === undefined) return undefined
    const checked = await checkJsonSchema(parsed.value)
    if (checked.ok) return checked.format
    await reportFindings(source.value, parsed, checked.findings, report)
    return undefined
  }
  if (promptFile === 'bad' || (given !== undefined && asked === undefined)) return undefined
  if (asked !== undefined && asked !== 'json_schema') return { kind: asked }
  if (promptFile !== undefined) return formatFrom(promptFile, asked, report, warn)
  if (asked === undefined) return { kind: 'unset' }
  reportMissingSchema(report)
  return undefined
}

function reportMissingSchema(report: Report): void {
  report({
    input: 'response-format',
    rule: 'is json_schema, but there is no schema',
    remedy: 'Give it in "json-schema" or "json-schema-file", or ask for json_object.',
  })
}

async function formatFrom(
  promptFile: PromptFile,
  asked: 'json_schema' | undefined,
  report: Report,
  warn: Warn,
): Promise<ResponseFormat | undefined> {
  const { jsonSchema, responseFormat } = promptFile
  const said = asked ?? (responseFormat === undefined ? undefined : formatOfFile(promptFile))
  if (said === undefined && responseFormat !== undefined) return undefined
  const format = said ?? (jsonSchema === undefined ? undefined : 'json_schema')
  if (format === undefined) return { kind: 'unset' }
  if (format !== 'json_schema') {
    if (jsonSchema !== undefined)
      warn(`The prompt file's jsonSchema is ignored, for its responseFormat is ${format}.`)
    return { kind: format }
  }
  if (jsonSchema === undefined) {
    if (asked !== undefined) reportMissingSchema(report)
    else promptFile.find({ path: ['responseFormat'], rule: 'is json_schema, but there is no jsonSchema' })
    return undefined
  }
  const schema = await schemaOfFile(promptFile)
  if (schema === undefined) return undefined
  const checked = await checkJsonSchema(schema)
  if (checked.ok) return checked.format
  checked.findings.forEach(({ path, rule }) => {
    promptFile.find({ path: ['jsonSchema', ...path], rule })
  })
  return undefined
}

/** The tools that the model may call, and which it must. */
export async function readTools(
  environment: Environment,
  promptFile: MaybePromptFile,
  host: HostKind,
  report: Report,
  warn: Warn,
): Promise<{ readonly tools: readonly Tool[]; readonly toolChoice: ToolChoice }> {
  const source = sourceOf(environment, 'tools', report, warn)
  const tools = await offeredTools(source, promptFile, report)
  const choice = environment.inputs.get('tool-choice')
  if (choice === undefined || tools === undefined) {
    return { tools: tools ?? [], toolChoice: { kind: 'unset' } }
  }
  return { tools, toolChoice: toolChoiceOf(choice, tools, host, report) }
}

/** undefined: there are tools, but they are wrong, and that is reported. */
async function offeredTools(
  source: ReturnType<typeof sourceOf>,
  promptFile: MaybePromptFile,
  report: Report,
): Promise<readonly Tool[] | undefined> {
  if (source.kind === 'bad') return undefined
  if (source.kind === 'set') {
    const parsed = await structured(source.value, report)
    if (parsed === undefined) return undefined
    const checked = await checkTools(parsed.value)
    if (checked.ok) return checked.tools
    await reportFindings(source.value, parsed, checked.findings, report)
    return undefined
  }
  if (promptFile === 'bad') return undefined
  if (promptFile?.tools === undefined) return []
  const checked = await checkTools(promptFile.tools)
  if (checked.ok) return checked.tools
  checked.findings.forEach(({ path, rule }) => {
    promptFile.find({ path: ['tools', ...path], rule })
  })
  return undefined
}

function toolChoiceOf(choice: string, tools: readonly Tool[], host: HostKind, report: Report): ToolChoice {
  if (tools.length === 0) {
    report({ input: 'tool-choice', rule: 'needs "tools"', remedy: 'Offer tools, or leave it out.' })
    return { kind: 'unset' }
  }
  if (choice === 'auto' || choice === 'required' || choice === 'none') return { kind: choice }
  const names = tools.map(({ definition }) => definition.name)
  if (host !== 'github' && names.includes(choice)) return { kind: 'function', name: choice }
  const allowed =
    host === 'github'
      ? 'auto, required or none on a GitHub host'
      : `auto, required, none or one of the tools (${names.join(', ')})`
  report({
    input: 'tool-choice',
    rule: `must be ${allowed}, not "${oneLine(choice, 60)}"`,
    remedy:
      host === 'github' && names.includes(choice)
        ? 'Offer that tool alone and write required.'
        : 'Choose one of them.',
  })
  return { kind: 'unset' }
}
