import type { Question } from '../ask/question.js'
import { requestBody } from '../ask/request.js'
import type { Environment } from '../environment.js'
import type { Result } from '../failure.js'
import type { Identity, IdentityIo } from '../identity/identity.js'
import { Problems } from '../problems/problems.js'
import { readFormat, readTools } from './answer-form.js'
import { credentialFromInputs } from './credential.js'
import { DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT_SECONDS, intendedInput, isDeclared } from './declared.js'
import { type Endpoint, endpointFromInputs } from './endpoint.js'
import { customHeaders, targetHeaders } from './headers.js'
import type { Inputs } from './inputs.js'
import { lastGate } from './last-gate.js'
import { readExtraBody, readFallbackModels, readModel, readParameters } from './parameters.js'
import { fillFromInputs, readTemplate } from './read-template.js'
import { booleanInput, numberInput, POSITIVE_INTEGER } from './scalar-input.js'
import { outputFile } from './source.js'
import { readVariables } from './variables.js'

export interface ReadInputs {
  readonly result: Result<Inputs>
  readonly warnings: readonly string[]
}

/**
 * Reads and checks every input. All problems are found before anything is sent, and are one failure.
 *
 * @param io what the input `identity` needs
 */
export async function readInputs(environment: Environment, io?: IdentityIo): Promise<ReadInputs> {
  const problems = new Problems()
  const inputs = await inputsFrom(environment, problems, io)
  const { warnings } = problems
  if (inputs !== undefined && problems.count === 0) return { result: { ok: true, value: inputs }, warnings }
  const error = { code: 'invalid_input', reason: await problems.text(), remedy: '' } as const
  return { result: { ok: false, error }, warnings }
}

const SECONDS = { ...POSITIVE_INTEGER, max: 21_600 }
const RETRIES = { ...POSITIVE_INTEGER, min: 0, max: 10 }

/** undefined, if something that everything needs is wrong. */
async function inputsFrom(
  environment: Environment,
  problems: Problems,
  io: IdentityIo | undefined,
): Promise<Inputs | undefined> {
  const { inputs } = environment
  reportUndeclared(environment, problems)
  booleanInput('fail-on-error', inputs.get('fail-on-error'), problems)
  booleanInput('summary', inputs.get('summary'), problems)
  const endpoint = endpointFromInputs(environment, problems)
  const identity = inputs.has('identity') ? await identityOf(environment, endpoint, problems, io) : undefined
  const credential = credentialFromInputs(environment, endpoint, problems)
  const tokenHeader = inputs.get('token-header') ?? 'Authorization'
  const headers = await customHeaders(inputs.get('custom-headers'), tokenHeader, problems)

  const variables = await readVariables(environment, problems)
  const { promptFile, ...template } = await readTemplate(environment, problems)
  const messages = fillFromInputs(template, variables, environment, problems)
  const isGitHub = endpoint?.host.speaksGitHubModels === true
  const reading = { environment, promptFile, isGitHub, problems }
  const model = readModel(reading)
  const fallbackModels = readFallbackModels(reading)
  const format = await readFormat(reading)
  const { tools, toolChoice } = await readTools(reading)
  const extraBody = await readExtraBody(reading)
  const parameters = readParameters(reading, extraBody)
  const timeout = numberInput('timeout', inputs.get('timeout'), SECONDS, problems)
  const retries = numberInput('max-retries', inputs.get('max-retries'), RETRIES, problems)
  const output = outputFile(environment, problems)

  if (endpoint === undefined || model === undefined || format === undefined) return undefined
  const asked = { model, ...(fallbackModels.length === 0 ? {} : { fallbackModels }) }
  const question: Question = { ...asked, messages, parameters, format, tools, toolChoice, extraBody }
  const { url } = endpoint
  const plainHeaders = targetHeaders(endpoint.host, credential, headers)
  const requestHeaders = identity?.withOwnHeaders(plainHeaders) ?? plainHeaders
  const request = { url, headers: requestHeaders, body: JSON.stringify(requestBody(question)) }
  const leak = lastGate(request, environment, endpoint)
  if (leak !== undefined) problems.add(leak)
  return {
    target: {
      url,
      headers: requestHeaders,
      host: endpoint.host,
      ...(identity === undefined ? {} : { authorizer: identity.authorizer }),
      sendsToken: (credential ?? identity) !== undefined,
      proxyVariables: environment.proxyVariables,
      maxRetries: retries ?? DEFAULT_MAX_RETRIES,
      timeoutMs: (timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    },
    question,
    template,
    tokenHeader: credential?.header,
    customHeaders: Object.keys(headers),
    promptFile: promptFile === 'bad' ? undefined : promptFile,
    outputFile: output,
  }
}

/** Loaded only where the input is set: what signs and exchanges tokens is large. */
async function identityOf(
  environment: Environment,
  endpoint: Endpoint | undefined,
  problems: Problems,
  io: IdentityIo | undefined,
): Promise<Identity | undefined> {
  if (io === undefined) throw new Error('Whoever reads "identity" must hide its secrets')
  const { readIdentity } = await import('../identity/identity.js')
  return readIdentity(environment, endpoint, problems, io)
}

/** What actions/ai-inference has, and this action has not. */
const DROPPED = [
  {
    input: 'enable-github-mcp',
    value: 'true',
    rule: 'does not exist here: this action asks a model once and runs no tools',
    remedy: 'Remove it; fetch what the model must know in an earlier step and pass it by "file-variables".',
  },
  {
    input: 'provider',
    value: 'copilot',
    rule: 'does not exist here: this action speaks to HTTP servers, not to the Copilot CLI',
    remedy: 'Remove it and set "endpoint", "token" and "model" of an OpenAI-compatible server.',
  },
]

/** Inputs that nobody declared: a misspelt one would be ignored in silence, a dropped feature missed later. */
function reportUndeclared({ inputs }: Environment, problems: Problems): void {
  for (const [input, value] of inputs) {
    if (isDeclared(input)) continue
    const meant = intendedInput(input)
    if (meant !== undefined)
      problems.add({ input, rule: `isn't an input; "${meant}" is`, remedy: `Write "${meant}".` })
    const dropped = DROPPED.find((known) => known.input === input && known.value === value.toLowerCase())
    if (dropped !== undefined) problems.add({ input, rule: dropped.rule, remedy: dropped.remedy })
  }
}
