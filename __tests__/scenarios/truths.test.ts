import { deflateRawSync } from 'node:zlib'
import { MANY_STEPS_MS, inParallel } from '../support/in-parallel.js'
import {
  completion,
  startServer,
  type ArrivedRequest,
  type CompletionParts,
  type Reply,
  type Responder,
} from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { type RunOptions, type RunResult } from '../support/run-action.js'
import { runRow } from '../support/run-row.js'
import { keepAliveTimer } from '../support/tcp-timer.js'

/**
 * What real servers, prompt files and workflows send, and what is true of it: a step that was green although the answer
 * was wrong, red although it was right, silent about what it dropped, or misleading about what to do.
 */
interface Truth extends RunOptions {
  /** `Paris.` by default. */
  readonly replies?: Reply | readonly Reply[] | Responder
  /** Of the endpoint. */
  readonly host?: string
  readonly path?: string
  /** A part of them; on success without a word, on failure with `error-code`. */
  readonly outputs?: Readonly<Record<string, unknown>>
  /** What the error says, the reason and the remedy. */
  readonly says?: RegExp
  /** A part of the body that is sent. */
  readonly sends?: object
  readonly warns?: readonly RegExp[]
  /** Fields that are not sent. */
  readonly leavesOut?: readonly string[]
  /** How many requests arrive. */
  readonly requests?: number
  /** What the summary holds. */
  readonly shows?: string
  /** What is shown nowhere, but to the runner as a mask. */
  readonly hides?: readonly string[]
}

type Truths = Readonly<Record<string, Truth>>

const answer = (parts: CompletionParts): Reply => ({ body: completion(parts) })
const choices = (...list: readonly object[]): Reply => ({ body: { ...completion(), choices: list } })
const refusal = (status: number, message: string, more = {}, headers = {}): Reply => ({
  status,
  headers,
  body: { error: { message, ...more } },
})
const call = (args: unknown): object => ({
  id: 'c1',
  type: 'function',
  function: { name: 'f', arguments: args },
})
/** Bytes on the wire, whatever HTTP says about them. */
const wire = (text: string): Reply => ({ raw: (_request, _response, socket) => void socket.end(text) })

/** A step that asks with a prompt file. */
function promptFile(text: string | Buffer, more: Truth = {}): Truth {
  const inputs = { prompt: '', model: '', 'prompt-file': 'p.prompt.yml', ...more.inputs }
  return { ...more, inputs, files: { 'p.prompt.yml': text, ...more.files } }
}

const failed = (code: string): Readonly<Record<string, string>> => ({
  outcome: 'failure',
  'error-code': code,
})
const TOOL = { tools: '[{"name":"f","parameters":{"type":"object"}}]' }
const OBJECT = { 'response-format': 'json_object' }
const HELLO = 'model: m\nmessages: [{ role: user, content: Hello }]\n'
const GREETING = { messages: [{ role: 'user', content: 'Hello' }] }
const ONCE = { inputs: { 'max-retries': '0' } }
const CUT = /^The answer was cut off at the token limit/

const CHOICES: Truths = {
  'a call in the second choice, announced by the first, is there': {
    inputs: TOOL,
    replies: choices(
      { message: { content: 'Let me look.' }, finish_reason: 'tool_calls' },
      { message: { content: null, tool_calls: [call('{}')] }, finish_reason: 'tool_calls' },
    ),
    outputs: { content: 'Let me look.', 'tool-calls': '[{"id":"c1","name":"f","arguments":{}}]' },
  },
  'calls before and behind the text are all there': {
    inputs: TOOL,
    replies: choices(
      { message: { tool_calls: [call('{"a":1}')] }, finish_reason: 'tool_calls' },
      { message: { content: 'Looking.' }, finish_reason: 'stop' },
      { message: { tool_calls: [call('{"a":2}')] }, finish_reason: 'tool_calls' },
    ),
    outputs: { content: 'Looking.', 'tool-calls': expect.stringMatching(/"a":1.*"a":2/) as string },
  },
  'a call that is announced and does not come is a failure': {
    inputs: TOOL,
    replies: answer({ content: 'Let me look.', finishReason: 'tool_calls' }),
    outputs: failed('tool_call_missing'),
  },
}

const REASONING: Truths = {
  'it ends at </think>, also where the chat template opened it': {
    replies: answer({ content: 'Hm.\n</think>\n\nParis.' }),
    outputs: { reasoning: 'Hm.', content: 'Paris.' },
  },
  'so it does before JSON': {
    inputs: OBJECT,
    replies: answer({ content: 'Hm, {"a": 2}?\n</think>\n{"a": 1}' }),
    outputs: { reasoning: 'Hm, {"a": 2}?', json: '{"a":1}' },
  },
  'so it does in the tags of another model': {
    replies: answer({ content: 'Hm.</seed:think>Paris.' }),
    outputs: { reasoning: 'Hm.', content: 'Paris.' },
  },
}

const FINISH_REASONS: Truths = {
  'SAFETY behind half a text is a filter': {
    replies: answer({ content: 'Half a', finishReason: 'SAFETY' }),
    outputs: { ...failed('content_filtered'), content: 'Half a' },
  },
  'RECITATION without a text is a filter': {
    replies: answer({ content: null, finishReason: 'RECITATION' }),
    outputs: failed('content_filtered'),
  },
  "Gemini's reason behind a colon is a filter": {
    replies: answer({ content: 'Half a', finishReason: 'content_filter: PROHIBITED_CONTENT' }),
    outputs: failed('content_filtered'),
  },
  'max_tokens behind a text is a warning': {
    replies: answer({ content: 'Half', finishReason: 'max_tokens' }),
    outputs: { outcome: 'success' },
    warns: [CUT],
  },
  'MAX_TOKENS in JSON is a truncated answer': {
    inputs: OBJECT,
    replies: answer({ content: '{"a', finishReason: 'MAX_TOKENS' }),
    outputs: failed('truncated'),
  },
  'model_length in a call is a truncated answer': {
    inputs: TOOL,
    replies: answer({ content: null, finishReason: 'model_length', message: { tool_calls: [call('{"a')] } }),
    outputs: failed('truncated'),
  },
  'max_output_tokens before the first word is a truncated answer': {
    replies: answer({ content: null, finishReason: 'max_output_tokens' }),
    outputs: failed('truncated'),
  },
}

const ODD_FIELDS: Truths = {
  'fields of an odd type cost no answer': {
    replies: answer({
      message: { tool_calls: {}, function_call: '', audio: '', refusal: [], reasoning: {} },
    }),
    outputs: { content: 'Paris.', 'tool-calls': '[]', 'audio-file': '' },
  },
  'null as arguments is none': {
    inputs: TOOL,
    replies: answer({ content: null, message: { tool_calls: [call('null')] } }),
    outputs: { 'tool-calls': '[{"id":"c1","name":"f","arguments":{}}]' },
  },
  'a fence on one line holds JSON': {
    inputs: OBJECT,
    replies: answer({ content: '```json {"a":1}```' }),
    outputs: { json: '{"a":1}' },
  },
  'a fence that closes right behind the last brace holds JSON': {
    inputs: OBJECT,
    replies: answer({ content: '```json\n{"a":"```"}```\n' }),
    outputs: { json: '{"a":"```"}' },
  },
  'a list in a fence is in "json" although nobody asked for it': {
    replies: answer({ content: '```json\n[1, 2]\n```' }),
    outputs: { json: '[1,2]' },
  },
  'a text around JSON is no failure where nobody asked for it': {
    replies: answer({ content: 'Here: {"a":1}' }),
    outputs: { outcome: 'success', json: '' },
  },
  'tokens have two names': {
    replies: answer({ usage: { input_tokens: 3, output_tokens: 4 } }),
    outputs: { 'prompt-tokens': '3', 'completion-tokens': '4', 'total-tokens': '' },
  },
}

const SCHEMAS: Truths = {
  'a merge key of YAML merges in a schema': {
    inputs: {
      'json-schema':
        'x-base: &base { name: { type: string } }\ntype: object\nproperties: { <<: *base, n: { type: integer } }',
    },
    replies: answer({ content: '{"name":1}' }),
    outputs: failed('schema_mismatch'),
    says: /\/name must be string/,
  },
  'a merge key of YAML merges in a tool': {
    inputs: {
      tools:
        '- name: f\n  parameters:\n    x-base: &base { name: { type: string } }\n    type: object\n    properties: { <<: *base }',
    },
    replies: answer({ content: null, message: { tool_calls: [call('{"name":1}')] } }),
    outputs: failed('schema_mismatch'),
    says: /\/name must be string/,
  },
  'a list of merge keys merges in further fields': {
    inputs: { 'extra-body': 'one: &a { a: 1 }\ntwo: &b { b: 2 }\nx: { <<: [*a, *b], b: 3 }' },
    sends: { x: { a: 1, b: 3 } },
  },
  'a colon without its blank is an error in a schema': {
    inputs: { 'json-schema': '{type:object}' },
    outputs: failed('invalid_input'),
    says: /^"json-schema" .*colon.*space/,
    requests: 0,
  },
  'a colon without its blank is an error in further fields': {
    inputs: { 'extra-body': '{reasoning_effort:high}' },
    outputs: failed('invalid_input'),
    says: /^"extra-body" .*colon.*space/,
    requests: 0,
  },
  'the wrapper of the API is unwrapped': {
    inputs: { 'json-schema': '{"json_schema":{"name":"n","schema":{"type":"object","required":["a"]}}}' },
    replies: answer({ content: '{}' }),
    outputs: failed('schema_mismatch'),
    sends: { response_format: { json_schema: { name: 'n', schema: { required: ['a'] } } } },
  },
  'a function tool is no schema': {
    inputs: { 'json-schema': '{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}' },
    outputs: failed('invalid_input'),
    says: /function tool.*"tools"/,
  },
  'a schema that everything fits is an error': {
    inputs: { 'json-schema': 'description: A list of labels' },
    outputs: failed('invalid_input'),
    says: /restricts nothing/,
  },
  'multiples are decimal, and formats are those of the drafts': {
    inputs: {
      'json-schema':
        '{"type":"object","properties":{"price":{"multipleOf":0.01},"rate":{"multipleOf":0.1},"page":{"format":"url"},"id":{"format":"int32"}}}',
    },
    replies: answer({
      content: '{"price":19.99,"rate":0.3,"page":"http://localhost:3000/","id":99999999999}',
    }),
    outputs: { outcome: 'success' },
  },
  'a pattern that only older regular expressions allow is used': {
    inputs: {
      'json-schema':
        '{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"url":{"pattern":"^https\\\\:\\\\/\\\\/"}},"patternProperties":{"\\\\-id$":{"type":"integer"}}}',
    },
    replies: answer({ content: '{"url":"https://example.com/","my-id":1}' }),
    outputs: { outcome: 'success' },
  },
  'nobody writes "strict" but the author': {
    inputs: {
      'json-schema':
        '{"type":"object","additionalProperties":false,"required":["a"],"properties":{"a":{"type":"array","uniqueItems":true,"default":[]}},"propertyNames":{"pattern":"a"}}',
    },
    replies: answer({ content: '{"a":[]}' }),
    sends: {
      response_format: { json_schema: expect.not.objectContaining({ strict: true }) as object },
    },
  },
}

const EVENT = {
  commits: [{ message: 'Fix it' }, { message: 'And that' }],
  issue: { title: 'A title', labels: [{ name: 'bug' }, { name: 'p1' }] },
}

const PROMPT_FILES: Truths = {
  "the event is read as GitHub's own expressions read it": promptFile(
    `model: m
messages:
  - role: user
    content: |-
      {{ github.event.commits[0].message }}, {{ github.event.issue['title'] }},
      {{ github.event.issue.labels.*.name }}, {{ github.event.commits[*].message }},
      {{ github.event.issue.labels[1].name }}, {{ GitHub['event'].ISSUE.title }}
`,
    {
      event: EVENT,
      sends: {
        messages: [
          { content: 'Fix it, A title,\n["bug","p1"], ["Fix it","And that"],\np1, A title', role: 'user' },
        ],
      },
    },
  ),
  'a function of an expression is an error, not text': promptFile(
    'model: m\nmessages: [{ role: user, content: "{{ github.event.issue.title || github.actor }}" }]',
    { event: EVENT, outputs: failed('invalid_input'), says: /functions and operators are not read/ },
  ),
  "parameters in the API's spelling count": promptFile(
    `${HELLO}modelParameters: { max_tokens: 800, top_p: 0.5, frequency_penalty: 1, reasoning_effort: low }`,
    { sends: { max_tokens: 800, top_p: 0.5, frequency_penalty: 1, reasoning_effort: 'low' } },
  ),
  'both spellings of one at once are an error': promptFile(
    `${HELLO}modelParameters: { max_tokens: 800, maxTokens: 5 }`,
    { outputs: failed('invalid_input'), says: /maxTokens.*max_tokens/ },
  ),
  'one warning says where all misplaced keys belong': promptFile(
    `${HELLO}temperature: 0.5\nmax_tokens: 5\nfoo: 1\nmodelParameters: { response_format: json_object }`,
    {
      warns: [
        /temperature \(belongs under modelParameters\), max_tokens \(.*foo, .*response_format \(write responseFormat/,
      ],
      sends: GREETING,
    },
  ),
  'what an editor leaves empty is not set': promptFile(
    `${HELLO}modelParameters: { stop: [], temperature: }\ntools: []\nresponseFormat:\ntestData: []\n`,
    {
      sends: GREETING,
      leavesOut: ['stop', 'temperature', 'tools', 'response_format'],
    },
  ),
  'an empty system message is left out': promptFile(
    'model: m\nmessages:\n  - role: system\n    content: ""\n  - role: user\n    content: Hello\n',
    { warns: [/an empty system message is left out/], sends: GREETING },
  ),
  'an empty user message is an error': promptFile(
    'model: m\nmessages: [{ role: user, content: "" }, { role: user, content: b }]',
    {
      outputs: failed('invalid_input'),
      says: /empty user message/,
    },
  ),
  'prompt.yml with messages is a prompt file': {
    inputs: { prompt: '', model: '', 'prompt-file': 'a/prompt.yml' },
    files: { 'a/prompt.yml': HELLO },
    sends: { model: 'm', ...GREETING },
  },
  'prompt.yaml that does not parse is a text': {
    inputs: { prompt: '', 'prompt-file': 'prompt.yaml' },
    files: { 'prompt.yaml': 'Look: at [this' },
    sends: { messages: [{ role: 'user', content: 'Look: at [this' }] },
  },
  'a file without messages is told what it needs': promptFile('name: x\nmodel: m\n', {
    outputs: failed('invalid_input'),
    says: /needs "messages"/,
  }),
  'a file with texts of its own is told how to write them': promptFile(
    'model: m\nsystem: You are x\nuser: Hello\n',
    {
      outputs: failed('invalid_input'),
      says: /"system" as "- role: system" and "user" as "- role: user"/,
      warns: [/system, user/],
    },
  ),
  'the model of a file that has no publisher is looked for in the file': promptFile(
    'model: gpt-4.1\nmessages: [{ role: user, content: Hello }]\n',
    {
      path: '/inference',
      inputs: { 'github-hosts': '127.0.0.1', token: '' },
      outputs: failed('invalid_input'),
      says: /^"prompt-file" \(p\.prompt\.yml, line 1, column 1, model\)/,
    },
  ),
}

const CUT_TEXT = Buffer.from('Grü').subarray(0, 3)

const PASTED: Truths = {
  'a text that ends in the middle of a character is sent': {
    inputs: { prompt: '', 'prompt-file': 'cut.txt' },
    files: { 'cut.txt': CUT_TEXT },
    warns: [/^"prompt-file" \(cut\.txt\) holds bytes that are not UTF-8/],
    sends: { messages: [{ role: 'user', content: 'Gr\ufffd' }] },
  },
  'so is a value that goes on in the middle of one': {
    inputs: { prompt: '{{ a }}', 'file-variables': 'a: rest.txt' },
    files: { 'rest.txt': Buffer.from('üx').subarray(1) },
    warns: [/^"file-variables" \(rest\.txt\) holds bytes that are not UTF-8/],
    sends: { messages: [{ role: 'user', content: '\ufffdx' }] },
  },
  'what a stranger wrote in braces arrives as it stands': {
    inputs: { prompt: 'Sum up: {{ github.event.x }}, {{ user.name }}, {{', 'system-prompt': '{{ product }}' },
    warns: [/^"prompt" holds {{ github\.… }}, which stays as it is/],
    sends: {
      messages: [
        { role: 'system', content: '{{ product }}' },
        { role: 'user', content: 'Sum up: {{ github.event.x }}, {{ user.name }}, {{' },
      ],
    },
  },
  'an integer that JSON cannot hold is an error': {
    inputs: { 'extra-body': '{"user_id": 9007199254740993}' },
    outputs: failed('invalid_input'),
    says: /^"extra-body" .*number/,
    requests: 0,
  },
  'so it is in a schema': {
    inputs: { 'json-schema': '{"type":"object","properties":{"id":{"const":18446744073709551615}}}' },
    outputs: failed('invalid_input'),
    says: /^"json-schema" .*number/,
  },
  ...Object.fromEntries(
    ['fix: crash', "'tis broken"].map((title): [string, Truth] => [
      `a title such as ${JSON.stringify(title)} that was pasted into YAML needs toJSON`,
      {
        inputs: { prompt: '{{ title }}', input: `title: ${title}` },
        outputs: failed('invalid_input'),
        says: /toJSON\(github\.event\.issue\.title\).*"file-variables" or a prompt file/,
      },
    ]),
  ),
  'a title that YAML cuts is a warning': {
    inputs: { prompt: '{{ title }}', input: 'title: Fix #12 please' },
    warns: [/^"input": what follows " #" in title is a comment to YAML/],
  },
  'the old names of the inputs are accepted in silence': {
    inputs: { prompt: '{{ a }}{{ b }}', input: 'a: 1.10', file_input: 'b: b.txt' },
    files: { 'b.txt': 'x' },
    sends: { messages: [{ role: 'user', content: '1.10x' }] },
  },
}

const LONG_TOKEN = `eyJ${'a1B2'.repeat(4000)}`

const HIDDEN: Truths = {
  'a header that holds no secret is left alone in an answer': {
    inputs: {
      'custom-headers': 'x-portkey-provider: anthropic\nX-Author: octocat-the-author',
      'json-schema': '{"type":"object","properties":{"vendor":{"enum":["anthropic"]}},"required":["vendor"]}',
    },
    replies: answer({ content: '{"vendor":"anthropic"}' }),
    outputs: { outcome: 'success', json: '{"vendor":"anthropic"}' },
  },
  'so is a query that holds none': {
    path: '/v1?region=westeurope',
    replies: answer({ content: 'It runs in westeurope.' }),
    outputs: { content: 'It runs in westeurope.' },
  },
  'the beginning of a key is no secret, the whole is': {
    inputs: { token: 'sk-proj-0123456789abcdef' },
    replies: answer({ content: 'They begin with sk-proj-…, such as sk-proj-0123456789abcdef.' }),
    outputs: { content: 'They begin with sk-proj-…, such as ***.' },
  },
  'a token of 16 kB is sent, and hidden where it comes back': {
    inputs: { token: LONG_TOKEN },
    replies: ({ headers }: ArrivedRequest) =>
      answer({ content: `Here: ${String(headers.authorization).slice(7)}` }),
    outputs: { content: 'Here: ***' },
    hides: [LONG_TOKEN],
  },
}

const OK_TEXT = JSON.stringify(completion())
const BREAKS_HTTP: Truth = {
  ...ONCE,
  outputs: failed('network_error'),
  says: /headers that break the rules of HTTP/,
}

const NETWORK: Truths = {
  'deflate without the wrapper of zlib is read': {
    replies: { headers: { 'content-encoding': 'deflate' }, body: deflateRawSync(OK_TEXT) },
    outputs: { content: 'Paris.' },
  },
  'the address of a proxy with an @ too many is used for nothing': {
    inputs: { endpoint: 'http://api.example.com/v1', 'max-retries': '0' },
    env: { HTTP_PROXY: 'http://builder:P@ssw0rdTail9#x@proxy.example:3128' },
    outputs: failed('network_error'),
    says: /^The environment variable HTTP_PROXY does not hold the URL of an HTTP proxy/,
    warns: [/plain http/],
    hides: ['ssw0rdTail9', 'builder'],
  },
  'so is one whose password holds a question mark': {
    inputs: { endpoint: 'https://api.example.com/v1', 'max-retries': '0' },
    env: { https_proxy: 'http://builder:P?ssw0rdTail9@proxy.example:3128' },
    outputs: failed('network_error'),
    says: /^The environment variable https_proxy/,
    hides: ['ssw0rdTail9', 'builder'],
  },
  'a name in NO_PROXY may end in a dot': {
    host: 'localhost',
    env: { HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: 'localhost.' },
    outputs: { content: 'Paris.' },
  },
  ...(process.platform === 'linux' && {
    'a connection on which nothing happens is kept alive': {
      inputs: { timeout: '60' },
      replies: {
        raw: (_request, response, { remotePort = 0, localPort = 0 }) => {
          void keepAliveTimer(remotePort, localPort).then(() => response.end(OK_TEXT))
        },
      },
      outputs: { content: 'Paris.' },
    },
  }),
  'the facts are those of the last attempt': {
    inputs: { 'max-retries': '1' },
    replies: [
      {
        status: 503,
        headers: { 'x-request-id': 'first', 'retry-after-ms': '1' },
        body: { model: 'first', usage: { total_tokens: 3 }, error: { message: 'busy' } },
      },
      { raw: (_request, _response, socket) => void socket.resetAndDestroy() },
    ],
    outputs: {
      ...failed('network_error'),
      attempts: '2',
      'request-id': '',
      'error-status': '',
      model: '',
      usage: '{}',
    },
    requests: 2,
  },
  'two ways to say how long a body is': {
    ...BREAKS_HTTP,
    replies: wire(
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
    ),
  },
  'a line feed alone behind a header': {
    ...BREAKS_HTTP,
    replies: wire(`HTTP/1.1 200 OK\nContent-Type: application/json\n\n${OK_TEXT}`),
  },
  'a control character in a header': {
    ...BREAKS_HTTP,
    replies: wire(`HTTP/1.1 200 OK\r\nX-A: a\u0001b\r\n\r\n${OK_TEXT}`),
  },
}

const FAILURES: Truths = {
  'a request above the whole limit is not tried again': {
    replies: refusal(
      429,
      'Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 45411.',
      { type: 'tokens', code: 'rate_limit_exceeded' },
      { 'retry-after-ms': '1' },
    ),
    outputs: failed('prompt_too_large'),
    requests: 1,
  },
  'a limit of 0 is no quota': {
    replies: refusal(429, 'Quota exceeded for metric: x, limit: 0, model: g\nPlease retry in 3.5s.', {
      status: 'RESOURCE_EXHAUSTED',
    }),
    outputs: failed('quota_exhausted'),
    requests: 1,
  },
  'an unknown endpoint under a 200 is a wrong address': {
    path: '',
    replies: { body: { error: 'Unexpected endpoint or method. (POST /chat/completions)' } },
    outputs: failed('endpoint_not_found'),
    says: /base URL in the input "endpoint"/,
  },
  'a 403 for want of credit is about credit': {
    replies: {
      status: 403,
      body: { code: 'No permission', error: "Your team doesn't have any credits or licenses yet." },
    },
    outputs: failed('quota_exhausted'),
    says: /Check plan, credit and billing/,
  },
  'so is a 412 for an unpaid bill': {
    replies: refusal(
      412,
      'Account is suspended, possibly due to reaching the monthly spending limit or unpaid invoice',
    ),
    outputs: failed('quota_exhausted'),
  },
  'a challenge page is not about the key': {
    replies: {
      status: 403,
      headers: { 'content-type': 'text/html', 'cf-mitigated': 'challenge' },
      body: '<html><head><title>Just a moment...</title></head></html>',
    },
    outputs: failed('permission_denied'),
    says: /A firewall in front of.*not because of the key/,
  },
  'the reason of a 402 may be in a header': {
    replies: { status: 402, headers: { 'x-error-message': 'Add funds to go on' } },
    outputs: failed('quota_exhausted'),
    says: /answered 402: Add funds to go on/,
  },
  'so it may beside a body that only repeats the status': {
    replies: { status: 402, headers: { 'x-error-message': 'Add funds to go on' }, body: 'Payment Required' },
    outputs: failed('quota_exhausted'),
    says: /answered 402: Payment Required: Add funds to go on/,
  },
  'a publisher that is left over is told, with the nearest models': {
    inputs: { model: 'openai/gpt-4o' },
    replies: ({ method }: ArrivedRequest) =>
      method === 'GET'
        ? { body: { data: ['whisper-1', 'gpt-4o-mini', 'gpt-4o'].map((id) => ({ id })) } }
        : refusal(404, 'The model `openai/gpt-4o` does not exist', { code: 'model_not_found' }),
    outputs: { ...failed('model_not_found'), attempts: '1' },
    says: /names rarely have a publisher: try gpt-4o\. .*: gpt-4o, gpt-4o-mini, whisper-1\./,
  },
  'a token that is empty may be a secret that is not passed': {
    inputs: { token: '' },
    replies: refusal(401, 'You need a key'),
    outputs: failed('unauthorized'),
    says: /^\S+ answered 401: You need a key\. No token was sent.*secrets\.X.*forks.*Dependabot/,
  },
  'so it may behind a word of its own': {
    inputs: { token: 'Bearer ' },
    outputs: failed('invalid_input'),
    says: /^"token" must be the bare token/,
    requests: 0,
  },
  'a prompt that is empty may be an expression that gave nothing': {
    inputs: { prompt: '' },
    outputs: failed('invalid_input'),
    says: /^"prompt" is required.*expression, that gave nothing/,
  },
}

const TIME_AND_PLACE: Truths = {
  'twenty thousand calls are judged': {
    inputs: { ...TOOL, timeout: '60' },
    replies: answer({
      content: null,
      message: {
        tool_calls: Array.from({ length: 20_000 }, (_, index) => ({
          ...call('{"a":"x"}'),
          id: String(index),
        })),
      },
    }),
    outputs: { outcome: 'success', 'tool-calls': expect.stringMatching(/"19999"/) as string },
  },
  'code behind HTML and a fence is shown as it was written': {
    replies: answer({ content: '<div>x</div>\n\n```js\nf()\n```\n\ntext\n\n    <p>indented</p>\n' }),
    shows: '\n<p>indented</p>\n',
  },
}

const KINDS: Readonly<Record<string, Truths>> = {
  'all choices are parts of one answer': CHOICES,
  'reasoning is what the model thought': REASONING,
  'a finish reason counts by its kind': FINISH_REASONS,
  'an answer counts for what it holds': ODD_FIELDS,
  'a schema means what it says': SCHEMAS,
  'prompt files as they are in the wild': PROMPT_FILES,
  'what was pasted in': PASTED,
  'only secrets are hidden': HIDDEN,
  'the network is told as it is': NETWORK,
  'a failure is told by what the server says': FAILURES,
  'nothing is held up or disfigured': TIME_AND_PLACE,
}

interface Shown {
  readonly result: RunResult
  readonly requests: readonly ArrivedRequest[]
}

async function step(
  { replies, host = '127.0.0.1', path = '/v1', ...truth }: Truth,
  index: number,
): Promise<Shown> {
  await using server = await startServer(replies ?? { body: completion() })
  const endpoint = `http://${host}:${String(server.port)}${path}`
  const result = await runRow({ ...truth, inputs: { endpoint, ...QUESTION, ...truth.inputs } }, index)
  return { result, requests: server.requests }
}

const shown = new Map<Truth, Shown>()
beforeAll(async () => {
  await inParallel(Object.values(KINDS).flatMap(Object.values<Truth>), async (truth, index) => {
    shown.set(truth, await step(truth, index))
  })
}, MANY_STEPS_MS)

describe.each(Object.entries(KINDS))('%s', (_kind, truths) => {
  test.each(Object.entries(truths))('%s', (_what, truth) => {
    const { result, requests } = shown.get(truth) ?? {}
    const { outputs = {} } = result ?? {}
    const isFailure = truth.outputs?.['outcome'] === 'failure'
    expect({ outcome: 'success', 'error-message': '', ...outputs }).toMatchObject({
      outcome: isFailure ? 'failure' : 'success',
      ...(isFailure ? {} : { 'error-message': '' }),
      ...truth.outputs,
    })
    expect(result?.exitCode).toBe(isFailure ? 1 : 0)
    expect(outputs['error-message']).toMatch(truth.says ?? /(?:)/)
    const warnings = result?.commands.filter(({ name }) => name === 'warning').map(({ data }) => data)
    expect(warnings).toEqual((truth.warns ?? []).map((rule) => expect.stringMatching(rule) as string))
    if (truth.sends !== undefined) expect(requests?.[0]?.json).toMatchObject(truth.sends)
    const fields = Object.keys(requests?.[0]?.json ?? {})
    for (const field of truth.leavesOut ?? []) expect(fields).not.toContain(field)
    if (truth.requests !== undefined) expect(requests).toHaveLength(truth.requests)
    expect(result?.summary).toContain(truth.shows ?? '')
    const told = [
      result?.stdout.replace(/^::add-mask::.*$/gm, ''),
      result?.summary,
      JSON.stringify(outputs),
    ].join()
    for (const hidden of truth.hides ?? []) expect(told).not.toContain(hidden)
  })
})
