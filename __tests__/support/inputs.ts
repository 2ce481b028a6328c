import type { Question } from '../../src/ask/question.js'
import type { Target } from '../../src/ask/target.js'
import type { Endpoint } from '../../src/inputs/endpoint.js'
import type { Inputs } from '../../src/inputs/inputs.js'

/** Says hello to the model `m`, and what a test sets beside that. */
export function minimalQuestion(more: Partial<Question> = {}): Question {
  return {
    model: 'm',
    messages: [{ role: 'user', content: 'Hello' }],
    parameters: {},
    format: { kind: 'unset' },
    tools: [],
    toolChoice: { kind: 'unset' },
    extraBody: {},
    ...more,
  }
}

/** The address of a server that is not GitHub's. */
export const STRANGER: Endpoint = {
  url: new URL('https://api.example.com/v1/chat/completions'),
  host: { takesGitHubToken: false, speaksGitHubModels: false },
  takesWorkflowToken: false,
  isDefault: false,
}

/** A server that is not GitHub's and wants no token. */
export function minimalTarget(more: Partial<Target> = {}): Target {
  return {
    url: STRANGER.url,
    headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
    host: STRANGER.host,
    sendsToken: false,
    proxyVariables: {},
    maxRetries: 2,
    timeoutMs: 600_000,
    ...more,
  }
}

/** The inputs of a minimal step. */
export function minimalInputs(more: Partial<Inputs> = {}): Inputs {
  return {
    target: minimalTarget(),
    question: minimalQuestion(),
    template: { messages: [] },
    files: [],
    tokenHeader: undefined,
    customHeaders: [],
    leftOut: [],
    promptFile: undefined,
    outputFile: undefined,
    ...more,
  }
}
