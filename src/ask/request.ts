import type { Question } from './question.js'

/**
 * The body of the request: one chat completion, not streamed, with nothing in it that the author did not set.
 * Fields as in https://docs.github.com/en/rest/models/inference
 */
export function requestBody(question: Question): Readonly<Record<string, unknown>> {
  const { model, messages, parameters, format, tools, toolChoice, extraBody } = question
  const schema = format.kind === 'json_schema' ? { json_schema: format.envelope } : {}
  const choice =
    toolChoice.kind === 'function'
      ? { type: 'function', function: { name: toolChoice.name } }
      : toolChoice.kind
  return {
    model,
    messages,
    ...parameters,
    ...(format.kind === 'unset' ? {} : { response_format: { type: format.kind, ...schema } }),
    ...(tools.length === 0
      ? {}
      : { tools: tools.map(({ definition }) => ({ type: 'function', function: definition })) }),
    ...(toolChoice.kind === 'unset' ? {} : { tool_choice: choice }),
    ...extraBody,
    stream: false,
  }
}
