import { familyWarning } from '../../src/ask/model-family.js'

test.each([
  ['gpt-4o', 'claude-sonnet-4'],
  ['openai/gpt-4.1', 'meta/llama-3.3-70b'],
  ['claude-sonnet-4', 'gemini-2.5-pro'],
  ['o3', 'deepseek-chat'],
  ['mistral-large', 'qwen3-32b'],
])('%s was asked, %s answered', (asked, answered) => {
  expect(familyWarning(asked, answered)).toContain(answered)
})

test.each([
  ['gpt-4o', 'gpt-4o-2024-08-06'],
  ['gpt-4o', 'openai/gpt-4.1'],
  ['o3', 'gpt-5-mini'],
  ['openai/o4-mini', 'o4-mini-2025-04-16'],
  ['my-deployment', 'gpt-4o'],
  ['claude-3-opus', 'my-deployment'],
  ['openrouter/auto', 'anthropic/claude-sonnet-4'],
  ['deepseek-r1-distill-llama-70b', 'llama-3.3'],
  ['codestral-latest', 'mistral-medium'],
  ['gpt-oss:20b', 'gpt-oss-20b'],
  ['llama3.2', 'meta-llama/Llama-3.2-3B'],
  ['', 'gpt-4o'],
])('%s was asked, %s is no other family', (asked, answered) => {
  expect(familyWarning(asked, answered)).toBeUndefined()
})
