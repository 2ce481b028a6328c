import type { Inputs } from '../../src/inputs/inputs.js'

/** The inputs of a minimal step, and what a test sets beside them. */
export function minimalInputs(more: Partial<Inputs> = {}): Inputs {
  return {
    endpoint: { url: new URL('https://api.example.com/v1/chat/completions'), isGitHubHost: false },
    credential: undefined,
    customHeaders: {},
    model: { value: 'm', origin: 'input' },
    messages: [{ role: 'user', content: 'Hello' }],
    systemReplaced: false,
    parameters: [],
    format: { kind: 'unset' },
    formatFrom: { origin: 'input', beatsFile: false },
    tools: [],
    toolsFrom: { origin: 'input', beatsFile: false },
    toolChoice: { kind: 'unset' },
    extraBody: {},
    timeoutMs: 600_000,
    maxRetries: 2,
    outputFile: undefined,
    ...more,
  }
}
