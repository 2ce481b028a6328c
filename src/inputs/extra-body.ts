import { isObject } from '../json-value.js'
import { NUMERIC } from './parameters.js'

/** Body fields that have an input of their own, so that `extra-body` must not name them; and what is fixed. */
const OWN_FIELDS: ReadonlyMap<string, string> = new Map([
  ...NUMERIC.map(({ field, input }): [string, string] => [field, `has the input "${input}"`]),
  ['model', 'has the input "model"'],
  ['messages', 'has the input "messages"'],
  ['stop', 'has the input "stop"'],
  ['modalities', 'has the input "modalities"'],
  ['response_format', 'has the inputs "response-format" and "json-schema"'],
  ['tools', 'has the input "tools"'],
  ['tool_choice', 'has the input "tool-choice"'],
  ['n', 'is fixed: one completion is asked for'],
  ['stream', 'is fixed: the answer is not streamed'],
  ['stream_options', 'is fixed: the answer is not streamed'],
])

export interface ExtraBodyFinding {
  readonly path: readonly string[]
  readonly rule: string
  readonly remedy: string
}

/** Checks the map of further body fields. Its values are passed on as they are. */
export function extraBodyFindings(value: unknown): ExtraBodyFinding[] {
  if (!isObject(value))
    return [{ path: [], rule: 'must be a map of body fields', remedy: 'Write "field: value".' }]
  return Object.keys(value).flatMap((field) => {
    const why = OWN_FIELDS.get(field)
    return why === undefined
      ? []
      : [{ path: [field], rule: `must not name "${field}", which ${why}`, remedy: 'Leave it out here.' }]
  })
}
