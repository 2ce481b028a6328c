import { oneLine } from '../display-text.js'
import { modelOfFile, type PromptFile } from '../prompt/prompt-file.js'
import type { HostKind } from './endpoint.js'
import type { Given } from './parameters.js'
import type { Report } from './problem.js'

/**
 * The model, from the input or else the prompt file.
 *
 * @param promptFile `bad`: there is one, but it cannot be read; it may name a model
 */
export function readModel(
  input: string | undefined,
  promptFile: PromptFile | 'bad' | undefined,
  host: HostKind,
  report: Report,
): Given<string> | undefined {
  if (input === undefined && promptFile === 'bad') return undefined
  const file = promptFile === 'bad' || promptFile?.model === undefined ? undefined : promptFile
  if (input === undefined && file === undefined) {
    report({
      input: 'model',
      rule: promptFile === undefined ? 'is required' : 'is required, for the prompt file names none',
      remedy: 'Name a model of the server, such as openai/gpt-4.1 (GitHub Models) or gpt-4.1-mini (OpenAI).',
    })
  }
  const value = input ?? (file === undefined ? undefined : modelOfFile(file))
  if (value === undefined) return undefined
  if (host === 'github' && !/^[^/\s]+\/[^/\s]+$/.test(value)) {
    report({
      input: 'model',
      rule: `must have the form {publisher}/{model_name} on a GitHub host, not "${oneLine(value, 60)}"`,
      remedy: 'Write it like openai/gpt-4.1; for another server set "endpoint" and "token", too.',
    })
  }
  if (input === undefined) return { value, origin: 'prompt file' }
  return { value, origin: 'input', ...(file === undefined ? {} : { beaten: file.model }) }
}
