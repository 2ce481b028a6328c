import { inParallel, MANY_STEPS_MS } from '../support/in-parallel.js'
import { call, calls, completion, type CompletionParts, startServer } from '../support/inference-server.js'
import type { RunResult } from '../support/run-action.js'
import { runRow } from '../support/run-row.js'

type Inputs = Readonly<Record<string, string>>

interface Row {
  readonly name: string
  /** Parts of a completion, or the whole body as text. */
  readonly answer: CompletionParts | string
  readonly inputs?: Inputs
  /** `success`, or the error code. */
  readonly expected: string
  readonly outputs?: Inputs
}

const JSON_OBJECT: Inputs = { 'response-format': 'json_object' }
const SCHEMA: Inputs = {
  'json-schema': '{"type":"object","properties":{"kind":{"enum":["bug","question"]}},"required":["kind"]}',
}
const TOOLS: Inputs = {
  tools:
    '[{"name":"label","parameters":{"type":"object","properties":{"to":{"type":"string"}},"required":["to"]}},{"name":"close"}]',
}
const REQUIRED: Inputs = { ...TOOLS, 'tool-choice': 'required' }

const raw = (value: unknown): string => JSON.stringify(value)

const rows: readonly Row[] = [
  // If several failures fit, the first of their order.
  {
    name: 'no choices comes before a content filter',
    answer: raw({ choices: [], prompt_filter_results: [{ content_filter: true }] }),
    expected: 'invalid_response',
  },
  {
    name: 'a content filter before a refusal',
    answer: { content: 'No.', message: { refusal: 'No.' }, finishReason: 'content_filter' },
    expected: 'content_filtered',
    outputs: { refusal: 'No.', content: 'No.' },
  },
  {
    name: 'a content filter before emptiness',
    answer: { content: '', finishReason: 'content_filter' },
    expected: 'content_filtered',
  },
  {
    name: 'a refusal before truncation',
    answer: { content: null, message: { refusal: 'I can' }, finishReason: 'length' },
    expected: 'refused',
  },
  {
    name: 'a refusal before JSON that does not parse',
    answer: { content: 'nope', message: { refusal: 'No.' } },
    inputs: JSON_OBJECT,
    expected: 'refused',
    outputs: { json: '' },
  },
  {
    name: 'a refusal before a missing tool call',
    answer: { content: null, message: { refusal: 'No.' } },
    inputs: REQUIRED,
    expected: 'refused',
  },
  {
    name: 'truncation before emptiness',
    answer: { content: '', finishReason: 'length' },
    expected: 'truncated',
  },
  {
    name: 'truncation before a wrong tool call',
    answer: { ...calls(call('hack', '{"to":1}'), call('label', '{"to":"b')), finishReason: 'length' },
    inputs: TOOLS,
    expected: 'truncated',
    outputs: {
      'tool-calls': raw([
        { id: 'call_1', name: 'hack', arguments: { to: 1 } },
        { id: 'call_1', name: 'label', arguments: '{"to":"b' },
      ]),
    },
  },
  {
    name: 'emptiness before a missing tool call',
    answer: { content: ' ' },
    inputs: REQUIRED,
    expected: 'empty_response',
  },
  {
    name: 'wrong tool calls before wrong text',
    answer: { content: 'no JSON', message: { tool_calls: [call('label', '{}')] } },
    inputs: { ...TOOLS, ...JSON_OBJECT },
    expected: 'schema_mismatch',
    outputs: { json: '' },
  },
  {
    name: 'arguments that do not parse before those that do not match',
    answer: calls(call('label', '{}'), call('label', '{to:1}')),
    inputs: TOOLS,
    expected: 'invalid_json',
  },
  {
    name: 'a missing tool call before wrong text',
    answer: { content: 'no JSON' },
    inputs: { ...REQUIRED, ...JSON_OBJECT },
    expected: 'tool_call_missing',
  },

  // Truncation.
  {
    name: 'cut reasoning alone',
    answer: { content: '<think>hm', finishReason: 'length' },
    expected: 'truncated',
    outputs: { reasoning: 'hm', content: '' },
  },
  {
    name: 'a choice without a message at the token limit',
    answer: raw({ choices: [{ finish_reason: 'length', index: 0 }] }),
    expected: 'truncated',
    outputs: { 'finish-reason': 'length' },
  },
  {
    name: 'whole tool calls at the token limit',
    answer: { ...calls(call('label', '{"to":"bug"}')), finishReason: 'length' },
    inputs: TOOLS,
    expected: 'success',
  },
  {
    name: 'whole JSON at the token limit is judged as usual',
    answer: { content: '{"kind":"rant"}', finishReason: 'length' },
    inputs: SCHEMA,
    expected: 'schema_mismatch',
    outputs: { json: '{"kind":"rant"}' },
  },
  {
    name: 'a tool call whose arguments had not begun at the token limit',
    answer: { ...calls(call('close', '')), finishReason: 'length' },
    inputs: TOOLS,
    expected: 'truncated',
  },

  // Reading JSON.
  {
    name: 'null is JSON',
    answer: { content: 'null' },
    inputs: { 'json-schema': '{"type":"null"}' },
    expected: 'success',
    outputs: { json: 'null' },
  },
  {
    name: 'a number is JSON, but no object',
    answer: { content: ' 42 ' },
    inputs: JSON_OBJECT,
    expected: 'schema_mismatch',
    outputs: { json: '42' },
  },
  {
    name: 'a byte order mark before the JSON',
    answer: { content: '\ufeff{"kind":"bug"}' },
    inputs: SCHEMA,
    expected: 'success',
    outputs: { json: '{"kind":"bug"}', content: '\ufeff{"kind":"bug"}' },
  },
  {
    name: 'a fence of tildes, without a language, with CRLF',
    answer: { content: '~~~\r\n{"kind":"bug"}\r\n~~~\r\n' },
    inputs: SCHEMA,
    expected: 'success',
    outputs: { json: '{"kind":"bug"}' },
  },
  {
    name: 'a longer fence around a text with a fence in it',
    answer: { content: '````json\n{"kind":"bug","a":"\\n```\\n"}\n````' },
    inputs: SCHEMA,
    expected: 'success',
    outputs: { json: '{"kind":"bug","a":"\\n```\\n"}' },
  },
  {
    name: 'reasoning, then a fence',
    answer: { content: '<think>bug?</think>\n```json\n{"kind":"bug"}\n```' },
    inputs: SCHEMA,
    expected: 'success',
    outputs: { reasoning: 'bug?', json: '{"kind":"bug"}', content: '```json\n{"kind":"bug"}\n```' },
  },
  {
    name: 'JSON that speaks of <think> parses as it is',
    answer: { content: '{"kind":"bug","why":"<think>x</think>"}' },
    inputs: SCHEMA,
    expected: 'success',
    outputs: { json: '{"kind":"bug","why":"<think>x</think>"}', reasoning: '' },
  },
  {
    name: 'two fences',
    answer: { content: '```\n{"kind":"bug"}\n```\n```\n{"kind":"bug"}\n```' },
    inputs: SCHEMA,
    expected: 'invalid_json',
  },
  {
    name: 'an unclosed fence',
    answer: { content: '```json\n{"kind":"bug"}' },
    inputs: SCHEMA,
    expected: 'invalid_json',
  },
  {
    name: 'text after the JSON',
    answer: { content: '{"kind":"bug"}\nDone!' },
    inputs: SCHEMA,
    expected: 'invalid_json',
  },
  {
    name: 'two values',
    answer: { content: '{"kind":"bug"}{"kind":"bug"}' },
    inputs: SCHEMA,
    expected: 'invalid_json',
  },
  {
    name: 'JSON5 is not JSON',
    answer: { content: "{kind: 'bug',}" },
    inputs: SCHEMA,
    expected: 'invalid_json',
  },
  {
    name: 'keys that mean something to JavaScript',
    answer: { content: '{"__proto__":{"kind":"bug"},"constructor":1}' },
    inputs: SCHEMA,
    expected: 'schema_mismatch',
    outputs: { json: '{"__proto__":{"kind":"bug"},"constructor":1}' },
  },
  {
    name: 'without a JSON format JSON is read all the same',
    answer: { content: '{"kind":"bug"}' },
    expected: 'success',
    outputs: { json: '{"kind":"bug"}' },
  },
  {
    name: 'without a JSON format a number is just text',
    answer: { content: '42' },
    expected: 'success',
    outputs: { json: '' },
  },
  {
    name: 'without a JSON format what does not parse is no failure',
    answer: { content: '{"kind":"bug"' },
    expected: 'success',
    outputs: { json: '' },
  },
  {
    name: 'a fence on one line',
    answer: { content: '```json {"kind":"bug"}```' },
    inputs: SCHEMA,
    expected: 'success',
    outputs: { json: '{"kind":"bug"}' },
  },
  {
    name: 'response-format text asks for no JSON',
    answer: { content: 'Hi.' },
    inputs: { 'response-format': 'text' },
    expected: 'success',
    outputs: { json: '' },
  },

  // Tool calls.
  {
    name: 'tool calls without text under a JSON format',
    answer: calls(call('label', '{"to":"bug"}')),
    inputs: { ...TOOLS, ...SCHEMA },
    expected: 'success',
    outputs: { json: '', content: '' },
  },
  {
    name: 'arguments that are a value already, as Ollama sends them',
    answer: calls(call('label', { to: 'bug' })),
    inputs: TOOLS,
    expected: 'success',
    outputs: { 'tool-calls': '[{"id":"call_1","name":"label","arguments":{"to":"bug"}}]' },
  },
  {
    name: 'arguments that are missing, null or blank count as {}',
    answer: calls(call('close', undefined, 'a'), call('close', null, 'b'), call('close', ' \n', 'c')),
    inputs: TOOLS,
    expected: 'success',
    outputs: { 'tool-calls': raw(['a', 'b', 'c'].map((id) => ({ id, name: 'close', arguments: {} }))) },
  },
  {
    name: 'arguments that are a list',
    answer: calls(call('close', '[1]')),
    inputs: TOOLS,
    expected: 'schema_mismatch',
    outputs: { 'tool-calls': '[{"id":"call_1","name":"close","arguments":[1]}]' },
  },
  {
    name: 'empty arguments where some are required',
    answer: calls(call('label', '')),
    inputs: TOOLS,
    expected: 'schema_mismatch',
  },
  {
    name: 'a tool call where no tools were offered',
    answer: calls(call('close', '{}')),
    expected: 'schema_mismatch',
    outputs: { 'tool-calls': '[{"id":"call_1","name":"close","arguments":{}}]' },
  },
  {
    name: 'a call without a name',
    answer: calls(call(undefined, '{}')),
    inputs: TOOLS,
    expected: 'schema_mismatch',
    outputs: { 'tool-calls': '[{"id":"call_1","name":"","arguments":{}}]' },
  },
  {
    name: 'a call whose id is no text',
    answer: calls(call('close', '{}', 7)),
    inputs: TOOLS,
    expected: 'success',
    outputs: { 'tool-calls': '[{"id":"","name":"close","arguments":{}}]' },
  },
  {
    name: 'another tool than the one demanded',
    answer: calls(call('close', '{}')),
    inputs: { ...TOOLS, 'tool-choice': 'label' },
    expected: 'schema_mismatch',
  },
  {
    name: 'no call of the one demanded',
    answer: { content: 'Hm.' },
    inputs: { ...TOOLS, 'tool-choice': 'label' },
    expected: 'tool_call_missing',
  },
  {
    name: 'an empty list of calls beside text',
    answer: { message: { tool_calls: [] } },
    inputs: TOOLS,
    expected: 'success',
    outputs: { 'tool-calls': '[]' },
  },
  {
    name: 'a finish reason of tool calls without any',
    answer: { content: null, finishReason: 'tool_calls' },
    inputs: TOOLS,
    expected: 'empty_response',
  },

  // Everything else an answer can be.
  { name: 'null content', answer: { content: null }, expected: 'empty_response' },
  {
    name: 'reasoning alone',
    answer: { content: null, message: { reasoning_content: 'Hm.' } },
    expected: 'empty_response',
    outputs: { reasoning: 'Hm.' },
  },
  {
    name: 'a <think> block and nothing after it',
    answer: { content: '<think>Hm.</think>\n\n' },
    expected: 'empty_response',
    outputs: { reasoning: 'Hm.', content: '' },
  },
  {
    name: 'a <think> block further down is text',
    answer: { content: 'So: <think>x</think>' },
    expected: 'success',
    outputs: { content: 'So: <think>x</think>', reasoning: '' },
  },
  {
    name: 'indentation after a <think> block is Markdown',
    answer: { content: '<think>x</think>\n \n    code' },
    expected: 'success',
    outputs: { content: '    code' },
  },
  {
    name: 'an empty <think> block',
    answer: { content: '<think>\n\n</think>\n\nParis.' },
    expected: 'success',
    outputs: { content: 'Paris.', reasoning: '' },
  },
  {
    name: 'reasoning parts among the content, as Mistral sends them',
    answer: {
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'France.' }] },
        { type: 'text', text: 'Paris.' },
      ],
    },
    expected: 'success',
    outputs: { content: 'Paris.', reasoning: 'France.' },
  },
  {
    name: 'a refusal among the content parts',
    answer: { content: [{ type: 'refusal', refusal: 'No.' }] },
    expected: 'refused',
    outputs: { refusal: 'No.' },
  },
  {
    name: 'an empty refusal is none',
    answer: { message: { refusal: '' } },
    expected: 'success',
    outputs: { refusal: '' },
  },
  {
    name: 'a refusal of another shape does not lose the answer',
    answer: { message: { refusal: false, reasoning_content: [] } },
    expected: 'success',
    outputs: { content: 'Paris.' },
  },
  {
    name: 'audio without a transcript',
    answer: { content: null, message: { audio: { data: 'AAAA' } } },
    expected: 'success',
    outputs: { content: '' },
  },
  {
    name: 'audio of no data',
    answer: { content: null, message: { audio: { data: '', transcript: 'x' } } },
    expected: 'empty_response',
  },
  {
    name: 'text beside audio stays the content',
    answer: { content: 'Hi.', message: { audio: { data: 'AAAA', transcript: 'Ho.' } } },
    expected: 'success',
    outputs: { content: 'Hi.' },
  },
  {
    name: 'a finish reason of a kind that is not known',
    answer: { finishReason: 'eos_token' },
    expected: 'success',
    outputs: { 'finish-reason': 'eos_token' },
  },
  {
    name: 'a token limit by another name, with cut JSON',
    answer: { content: '{"kind":"b', finishReason: 'MAX_TOKENS' },
    inputs: SCHEMA,
    expected: 'truncated',
  },
  {
    name: 'a content filter by another name, after half a text',
    answer: { content: 'First, take', finishReason: 'SAFETY' },
    expected: 'content_filtered',
    outputs: { content: 'First, take' },
  },
  {
    name: 'fields of an unexpected type beside a good text are as if they were not there',
    answer: { message: { tool_calls: '', audio: '', function_call: '' } },
    expected: 'success',
    outputs: { content: 'Paris.', 'tool-calls': '[]' },
  },
  {
    name: 'a text of invisible characters',
    answer: { content: '\u200b\u2060\ufeff' },
    expected: 'empty_response',
  },
  {
    name: 'usage under the names of the Responses API',
    answer: { usage: { input_tokens: 3, output_tokens: 4 } },
    expected: 'success',
    outputs: { 'prompt-tokens': '3', 'completion-tokens': '4' },
  },
  {
    name: 'usage of another shape',
    answer: { usage: { prompt_tokens: '3', total_tokens: 5, cost: 0.1 } },
    expected: 'success',
    outputs: {
      cost: '0.1',
      usage: '{"prompt_tokens":"3","total_tokens":5,"cost":0.1}',
      'prompt-tokens': '',
      'total-tokens': '5',
    },
  },
  {
    name: 'a second choice does not matter',
    answer: raw({ choices: [{ message: { content: 'Paris.' } }, { message: 3 }] }),
    expected: 'success',
    outputs: { content: 'Paris.' },
  },

  // What is no completion.
  { name: 'an empty body', answer: '', expected: 'invalid_response' },
  { name: 'an empty object', answer: '{}', expected: 'invalid_response' },
  { name: 'a list', answer: '[]', expected: 'invalid_response' },
  { name: 'text', answer: 'OK', expected: 'invalid_response' },
  { name: 'whole but invalid JSON', answer: '{"choices": nil}', expected: 'invalid_response' },
  {
    name: 'a choice without a message',
    answer: raw({ choices: [{ index: 0, finish_reason: 'stop' }] }),
    expected: 'invalid_response',
  },
  {
    name: 'a message that is text',
    answer: raw({ choices: [{ message: 'Paris.' }] }),
    expected: 'invalid_response',
  },
  {
    name: 'the shape of another API',
    answer: raw({ type: 'message', content: [{ type: 'text', text: 'Paris.' }] }),
    expected: 'invalid_response',
  },
]

async function ask({ answer, inputs }: Row, index: number): Promise<RunResult> {
  await using server = await startServer({ body: typeof answer === 'string' ? answer : completion(answer) })
  return await runRow({ inputs: { endpoint: server.url, model: 'm', prompt: 'Hello.', ...inputs } }, index)
}

let results: readonly RunResult[] = []

beforeAll(async () => {
  results = await inParallel(rows, ask)
}, MANY_STEPS_MS)

test.each(rows.map((row, index) => ({ ...row, index })))(
  '$name: $expected',
  ({ index, expected, outputs }) => {
    const result = results[index]

    expect(result?.outputs).toMatchObject({
      'error-code': expected === 'success' ? '' : expected,
      outcome: expected === 'success' ? 'success' : 'failure',
      ...outputs,
    })
    expect(result?.exitCode).toBe(expected === 'success' ? 0 : 1)
    expect(result?.commands.filter(({ name }) => name === 'error')).toHaveLength(
      expected === 'success' ? 0 : 1,
    )
    expect(result?.stderr).toBe('')
  },
)
