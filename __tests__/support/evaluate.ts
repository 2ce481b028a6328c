import * as z from 'zod'
import { isObject, parseJson } from '../../src/json-value.js'
import { type ArrivedRequest, completion, type Reply } from './inference-server.js'
import { runAction, type RunOptions } from './run-action.js'

export const CAPITALS = `name: Capitals
model: some-model
messages:
  - role: User
    content: 'Capital of {{country}}?'
testData:
  - { country: France, expected: Paris }
  - { country: Italy, expected: Rome }
  - { country: "Spain \\u0001<&", expected: Madrid }
evaluators:
  - name: names it
    string: { contains: '{{expected}}' }
`

const Evaluation = z.looseObject({
  model: z.string(),
  testResults: z.array(
    z.looseObject({
      status: z.string(),
      flaky: z.boolean(),
      modelResponse: z.string(),
      error: z.optional(z.string()),
      evaluationResults: z.array(
        z.looseObject({ score: z.number(), passed: z.boolean(), details: z.string() }),
      ),
      samples: z.array(z.looseObject({ passed: z.boolean(), error: z.optional(z.string()) })),
    }),
  ),
  summary: z.looseObject({ totalTests: z.number(), passedTests: z.number() }),
})

/** Runs a step of eval/ and reads its results. */
export async function evaluate(
  server: { readonly url: string },
  inputs: Record<string, string>,
  options: RunOptions = {},
  run: (options: RunOptions) => ReturnType<typeof runAction> = runAction,
) {
  const result = await run({
    door: 'eval',
    files: { 'a.prompt.yml': CAPITALS },
    ...options,
    inputs: {
      endpoint: `${server.url}/v1`,
      token: 'sk-a-token-of-the-endpoint',
      'prompt-files': '*.prompt.yml',
      ...inputs,
    },
  })
  const file = (name: string): string => result.fileAt(result.outputs[name] ?? '')?.toString('utf8') ?? ''
  const root = parseJson(file('results-file'))?.value
  const list = isObject(root) && 'evaluations' in root ? root['evaluations'] : [root ?? []].flat()
  const evaluations = z.array(Evaluation).parse(list)
  return { ...result, file, evaluations, results: evaluations[0] }
}

export const questionOf = ({ json }: ArrivedRequest) =>
  z.looseObject({ model: z.string(), messages: z.array(z.looseObject({ content: z.string() })) }).parse(json)

/** Knows the capital of France. */
export function answerOf(request: ArrivedRequest): Reply {
  const { model, messages } = questionOf(request)
  const isFrance = messages.at(-1)?.content.includes('France') === true
  return { body: completion({ content: isFrance ? 'It is Paris.' : 'Nobody knows \u001b[31m.', model }) }
}
