/** The inputs of a step that asks one plain question; a scenario adds what it is about. */
export const QUESTION = {
  token: 'sk-test-0123456789',
  model: 'gpt-4.1-mini',
  prompt: 'What is the capital of France?',
}
