import type { Question } from '../ask/question.js'
import { requestBody } from '../ask/request.js'
import type { Environment } from '../environment.js'
import type { Result } from '../failure.js'
import { Problems } from '../problems/problems.js'
import type { Template, TemplateValues } from '../template/template.js'
import { readFormat, readTools } from './answer-form.js'
import { readConnection, targetOf } from './connection.js'
import type { Attached } from './attachments.js'
import { DECLARED_INPUTS } from './declared.js'
import type { Fit } from './fit.js'
import type { IdentityIo } from './identity.js'
import type { Inputs } from './inputs.js'
import { lastGate } from './last-gate.js'
import { holdsFileParts } from './file-parts.js'
import { readExtraBody, readModel, readModels, readParameters } from './parameters.js'
import { fillFromInputs, readTemplate } from './read-template.js'
import { outputFile } from './source.js'
import { readStepInputs } from './step-inputs.js'
import { readValues } from './values.js'

export interface ReadInputs {
  readonly result: Result<Inputs>
  readonly warnings: readonly string[]
  /** Lines for the log. */
  readonly notes: readonly string[]
}

/**
 * Reads and checks every input. All problems are found before anything is sent, and are one failure.
 *
 * @param io what the input `identity` needs
 */
export async function readInputs(environment: Environment, io?: IdentityIo): Promise<ReadInputs> {
  const problems = new Problems()
  const inputs = await inputsFrom(environment, problems, io)
  const { warnings, notes } = problems
  return { result: await problems.result(inputs), warnings, notes }
}

/** undefined, if something that everything needs is wrong. */
async function inputsFrom(
  environment: Environment,
  problems: Problems,
  io: IdentityIo | undefined,
): Promise<Inputs | undefined> {
  const limits = readStepInputs(environment, problems, DECLARED_INPUTS)
  const connection = await readConnection(environment, problems, io)
  const { endpoint, credential, headers } = connection

  const read = await readValues(environment, problems)
  const { promptFile, ...bare } = await readTemplate(environment, problems)
  const { template, files } = await attachedTo(bare, environment, problems)
  const fit = await fitOf(environment, template, read, problems)
  const values = fit?.values ?? read
  const messages = fillFromInputs(template, values, problems)
  const isGitHub = endpoint?.host.speaksGitHubModels === true
  const reading = { environment, promptFile, isGitHub, problems }
  const model = readModel(reading)
  const fallbackModels = readModels('fallback-models', reading).filter((name) => name !== model)
  const format = await readFormat(reading)
  const { tools, toolChoice } = await readTools(reading)
  const extraBody = await readExtraBody(reading)
  const parameters = readParameters(reading, extraBody)
  const output = outputFile(environment, problems)

  if (endpoint === undefined || model === undefined || format === undefined) return undefined
  const asked = { model, ...(fallbackModels.length === 0 ? {} : { fallbackModels }) }
  const { shrinkable } = fit ?? {}
  const question: Question = {
    ...asked,
    messages,
    shrinkable,
    parameters,
    format,
    tools,
    toolChoice,
    extraBody,
  }
  const target = targetOf(connection, endpoint, environment, limits)
  const { url, headers: requestHeaders } = target
  const request = { url, headers: requestHeaders, body: JSON.stringify(requestBody(question)) }
  const leak = lastGate(request, environment, endpoint)
  if (leak !== undefined) problems.add(leak)
  return {
    target,
    question,
    template,
    files,
    leftOut: fit?.leftOut ?? [],
    tokenHeader: credential?.header,
    customHeaders: Object.keys(headers),
    promptFile: promptFile === 'bad' ? undefined : promptFile,
    outputFile: output,
  }
}

/** Loaded only where there are files. */
async function attachedTo(
  template: Template,
  environment: Environment,
  problems: Problems,
): Promise<Attached> {
  const { inputs } = environment
  const isAsked = inputs.has('files') || inputs.has('image-detail') || holdsFileParts(template)
  if (!isAsked) return { template, files: [] }
  const { readAttachments } = await import('./attachments.js')
  return readAttachments(environment, template, problems)
}

/** Loaded only where there is a budget. */
async function fitOf(
  environment: Environment,
  template: Template,
  values: TemplateValues,
  problems: Problems,
): Promise<Fit | undefined> {
  const { inputs } = environment
  if (!inputs.has('fit') && !inputs.has('max-prompt-tokens')) return undefined
  const { fitToBudget } = await import('./fit.js')
  return fitToBudget(environment, template, values, problems)
}
