// The eval action at home: prompt files are put to their tests, by the stand-in server unless an endpoint is given.
import { DEMO_TOKEN } from './once.mjs'
import { startStandIn } from './stand-in.mjs'

export const SHOWS_REQUESTS = false

export const LISTS = ['prompt-files', 'models']

export const next =
  'A stand-in server on this machine answered, so the prompts were not really tested. For a real model: CHAT_TOKEN=… npm start -- eval --prompt-files FILE … --endpoint https://api.openai.com/v1 --model gpt-4.1-mini'

/** @returns the stand-in server, and the inputs of the step */
export async function prepare(inputs) {
  const token = inputs.token ?? process.env.CHAT_TOKEN
  if (inputs.endpoint) return { inputs: { ...inputs, ...(token ? { token } : {}) } }
  const standIn = await startStandIn()
  const model = 'model' in inputs || 'models' in inputs ? {} : { model: 'openai/gpt-4.1-mini' }
  return {
    standIn,
    inputs: {
      'prompt-files': 'examples/prompts/*.prompt.yml',
      ...model,
      ...inputs,
      endpoint: standIn.endpoint,
      token: token || DEMO_TOKEN,
    },
  }
}

/** Reads `37 of 120 · 35 passed, 2 failed · 1.9/s · 44.0 s left`. */
export function progressOf(line) {
  const [, done, total, text] = /^(\d+) of (\d+) · (.*)$/.exec(line) ?? []
  return done === undefined ? undefined : { done: Number(done), total: Number(total), text }
}
