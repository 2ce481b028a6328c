// The main action at home: a stand-in for the model's server answers, unless an endpoint is given.
import { startStandIn } from './stand-in.mjs'

/** What is asked if nobody asks anything; only of the stand-in server. */
const DEMO = { model: 'openai/gpt-4.1-mini', prompt: 'What is the capital of France?' }
export const DEMO_TOKEN = 'a-token-for-the-stand-in-server'

export const SHOWS_REQUESTS = true

/** @returns the stand-in server, and the inputs of the step */
export async function prepare(inputs) {
  if (inputs.endpoint) return { inputs: { ...inputs, ...realInputs(inputs) } }
  const standIn = await startStandIn()
  return { standIn, inputs: { ...inputs, ...standInInputs(inputs, standIn) } }
}

function standInInputs(inputs, standIn) {
  const asks = ['prompt', 'prompt-file', 'messages'].some((name) => name in inputs)
  // A prompt file may name the model.
  const namesModel = 'model' in inputs || /\.prompt\.ya?ml$/.test(inputs['prompt-file'] ?? '')
  return {
    endpoint: standIn.endpoint,
    token: inputs.token ?? (process.env.CHAT_TOKEN || DEMO_TOKEN),
    ...(asks ? {} : { prompt: DEMO.prompt }),
    ...(namesModel ? {} : { model: DEMO.model }),
  }
}

function realInputs(inputs) {
  return inputs.token === undefined && process.env.CHAT_TOKEN ? { token: process.env.CHAT_TOKEN } : {}
}
