import { resolve } from 'node:path'
import type { Environment } from '../environment.js'
import type { Failure } from '../errors.js'
import { isObject } from '../json-value.js'
import { credentialFromInputs } from './credential.js'
import { customHeaders } from './custom-headers.js'
import {
  DEFAULT_ENDPOINT,
  DEFAULT_MAX_RETRIES,
  DEFAULT_TIMEOUT_SECONDS,
  intendedInput,
  RENAMED_INPUTS,
} from './declared.js'
import { endpointFromInputs, type HostKind } from './endpoint.js'
import type { Inputs } from './inputs.js'
import { extraBodyFindings } from './extra-body.js'
import { parametersFrom } from './parameters.js'
import { type Problem, problemsText, type Report } from './problem.js'
import { readConversation } from './read-conversation.js'
import { readModel } from './model.js'
import { formatOrigin, readFormat, readTools, toolsOrigin } from './read-answer-form.js'
import { booleanInput, numberInput } from './scalar-input.js'
import { reportFindings, structured } from './source.js'

export type ReadInputs =
  | { readonly ok: true; readonly inputs: Inputs; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly failure: Failure; readonly warnings: readonly string[] }

/** Reads and checks every input. All problems are found before anything is sent, and are one failure. */
export async function readInputs(environment: Environment): Promise<ReadInputs> {
  const problems: Problem[] = []
  const warnings: string[] = []
  const report: Report = (problem) => problems.push(problem)
  const warn = (warning: string): unknown => warnings.push(warning)
  const { inputs } = environment

  reportUndeclared(environment, report)
  booleanInput('fail-on-error', inputs.get('fail-on-error'), true, report)
  booleanInput('summary', inputs.get('summary'), true, report)
  const endpoint = endpointFromInputs(
    {
      endpoint: inputs.get('endpoint') ?? DEFAULT_ENDPOINT,
      org: inputs.get('org'),
      apiVersion: inputs.get('api-version'),
      githubHosts: inputs.get('github-hosts'),
      githubApiUrl: environment.githubApiUrl,
    },
    report,
  )
  const host: HostKind = endpoint === undefined ? 'unknown' : endpoint.isGitHubHost ? 'github' : 'other'
  const credential = credentialFromInputs(
    {
      token: inputs.get('token'),
      githubToken: inputs.get('github-token'),
      tokenHeader: inputs.get('token-header'),
    },
    endpoint,
    report,
    warn,
  )
  const headers = await customHeaders(
    inputs.get('custom-headers'),
    inputs.get('token-header') ?? 'Authorization',
    report,
  )
  const extraBody = await readExtraBody(inputs.get('extra-body'), report)
  const conversation = await readConversation(environment, report, warn)
  const { messages, systemReplaced } = conversation
  const promptFile = conversation.promptFile === 'bad' ? undefined : conversation.promptFile
  const parameters = parametersFrom(inputs, promptFile, host, report)
  const format = await readFormat(environment, conversation.promptFile, report, warn)
  const { tools, toolChoice } = await readTools(environment, conversation.promptFile, host, report, warn)
  const model = readModel(inputs.get('model'), conversation.promptFile, host, report)
  const timeout = numberInput(
    'timeout',
    inputs.get('timeout'),
    { kind: 'integer', min: 1, max: 21_600 },
    report,
  )
  const retries = numberInput(
    'max-retries',
    inputs.get('max-retries'),
    { kind: 'integer', min: 0, max: 10 },
    report,
  )
  await conversation.finish()

  const outputFile = inputs.get('output-file')
  if (problems.length > 0 || endpoint === undefined || model === undefined || format === undefined) {
    return {
      ok: false,
      failure: { code: 'invalid_input', reason: problemsText(problems), remedy: '' },
      warnings,
    }
  }
  return {
    ok: true,
    warnings,
    inputs: Object.freeze({
      endpoint,
      credential,
      customHeaders: headers,
      model,
      messages,
      systemReplaced,
      parameters,
      format,
      formatFrom: formatOrigin(inputs, promptFile),
      tools,
      toolsFrom: toolsOrigin(inputs, promptFile),
      toolChoice,
      extraBody,
      timeoutMs: (timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
      maxRetries: retries ?? DEFAULT_MAX_RETRIES,
      outputFile: outputFile === undefined ? undefined : resolve(environment.workspace, outputFile),
    }),
  }
}

/** Inputs that nobody declared: a slip of the pen would be ignored in silence, a dropped feature missed later. */
function reportUndeclared({ undeclaredInputs }: Environment, report: Report): void {
  for (const [name, value] of undeclaredInputs) {
    const intended = intendedInput(name)
    if (intended !== undefined) {
      const current = RENAMED_INPUTS.find(({ old }) => old === intended)?.name ?? intended
      report({ input: name, rule: `is no input; "${current}" is`, remedy: `Write "${current}".` })
    } else if (name === 'enable-github-mcp' && value.toLowerCase() === 'true') {
      report({
        input: name,
        rule: 'is of actions/ai-inference and does not exist here: this action asks a model once and runs no tools',
        remedy:
          'Take it out; fetch what the model must know in an earlier step and pass it by "file-variables".',
      })
    } else if (name === 'provider' && value.toLowerCase() === 'copilot') {
      report({
        input: name,
        rule: 'is of actions/ai-inference and does not exist here: this action speaks to HTTP servers, not to the Copilot CLI',
        remedy: 'Take it out and set "endpoint", "token" and "model" of an OpenAI-compatible server.',
      })
    }
  }
}

async function readExtraBody(
  text: string | undefined,
  report: Report,
): Promise<Readonly<Record<string, unknown>>> {
  if (text === undefined) return {}
  const source = { input: 'extra-body', text, file: undefined } as const
  const parsed = await structured(source, report)
  if (parsed === undefined) return {}
  await reportFindings(source, parsed, extraBodyFindings(parsed.value), report)
  return isObject(parsed.value) ? parsed.value : {}
}
