import { inParallel, MANY_STEPS_MS } from '../support/in-parallel.js'
import { completion, startServer, type InferenceServer } from '../support/inference-server.js'
import { runAction, type RunOptions, type RunResult } from '../support/run-action.js'
import { runRow } from '../support/run-row.js'
import { normalise, view } from '../support/snapshot-view.js'

/** Stands in every row where a secret may stand, and must be quoted in none. */
const CANARY = 'canary-0123456789'

interface BadStep extends Omit<RunOptions, 'inputs'> {
  /** On top of a step that is right; '' takes an input away. */
  readonly with: Readonly<Record<string, string>>
  /** The inputs that the error has to name. */
  readonly names: readonly string[]
}

/** Longer than what a message quotes. */
const LONG_TOKEN = `sk-${CANARY}-${'x'.repeat(120)}`

const GITHUB = { 'github-hosts': '127.0.0.1', model: 'openai/gpt-4.1', token: '' }
const PROMPT_FILE = { prompt: '', 'prompt-file': 'p.prompt.yml' }

function promptFile(text: string): Pick<BadStep, 'files'> {
  return { files: { 'p.prompt.yml': text } }
}

/** A prompt file whose user message is this. */
function askFor(content: string): Pick<BadStep, 'files'> {
  return promptFile(`messages:\n  - role: user\n    content: ${JSON.stringify(content)}\n`)
}

const ASK = 'messages: [{ role: user, content: Hello }]\n'

const BAD_STEPS: Readonly<Record<string, BadStep>> = {
  // What to ask
  'no prompt': { with: { prompt: '' }, names: ['prompt'] },
  'a blank prompt': { with: { prompt: ' \n\t' }, names: ['prompt'] },
  'a prompt file that is missing': {
    with: { prompt: '', 'prompt-file': 'nowhere.md' },
    names: ['prompt-file'],
  },
  'a prompt file that is a folder': {
    with: { prompt: '', 'prompt-file': 'prompts' },
    files: { 'prompts/a.md': 'a' },
    names: ['prompt-file'],
  },
  'a prompt file that is blank': {
    with: { prompt: '', 'prompt-file': 'blank.md' },
    files: { 'blank.md': ' \n' },
    names: ['prompt-file'],
  },
  'a prompt file of over 10 MiB': {
    with: { prompt: '', 'prompt-file': 'large.md' },
    files: { 'large.md': Buffer.alloc(10 * 1024 * 1024 + 1, 'a') },
    names: ['prompt-file'],
  },
  'a GitHub prompt file that is not UTF-8': {
    with: PROMPT_FILE,
    files: { 'p.prompt.yml': Buffer.from('messages: [{ role: user, content: Grüße }]\n', 'latin1') },
    names: ['prompt-file'],
  },
  'a schema file that is not UTF-8': {
    with: { 'json-schema-file': 's.json' },
    files: { 's.json': Buffer.from('{"type":"string","const":"Grüße"}', 'latin1') },
    names: ['json-schema-file'],
  },
  'a prompt file that leads out of the workspace': {
    with: { prompt: '', 'prompt-file': '/proc/self/environ' },
    names: ['prompt-file'],
  },
  'a file variable inside of .git': {
    with: { 'file-variables': 'config: .git/config' },
    files: { '.git/config': '[remote]' },
    names: ['file-variables'],
  },
  'a system prompt file that is missing': {
    with: { 'system-prompt-file': 'nowhere.md' },
    names: ['system-prompt-file'],
  },
  'a folder of the path that is a file': {
    with: { prompt: '', 'prompt-file': 'a.md/b.md' },
    files: { 'a.md': 'a' },
    names: ['prompt-file'],
  },

  // Conversations
  'messages beside a prompt': {
    with: { messages: '[{"role":"user","content":"a"}]' },
    names: ['messages', 'prompt'],
  },
  'messages beside a system prompt': {
    with: { prompt: '', 'system-prompt': 's', messages: '[{"role":"user","content":"a"}]' },
    names: ['messages', 'system-prompt'],
  },
  'messages that do not parse': {
    with: { prompt: '', messages: '- role: user\n  content: "open\n' },
    names: ['messages'],
  },
  'messages that are a map': { with: { prompt: '', messages: 'role: user' }, names: ['messages'] },
  'messages that are an empty list': { with: { prompt: '', messages: '[]' }, names: ['messages'] },
  'messages without a user': {
    with: { prompt: '', messages: '[{"role":"system","content":"a"}]' },
    names: ['messages'],
  },
  'a role that is unknown': {
    with: { prompt: '', messages: '- role: user\n  content: a\n- role: robot\n  content: b\n' },
    names: ['messages'],
  },
  'a message without content': { with: { prompt: '', messages: '- role: user\n' }, names: ['messages'] },
  'a message whose content is a number': {
    with: { prompt: '', messages: '- role: user\n  content: 5\n' },
    names: ['messages'],
  },
  'a content part without a type': {
    with: { prompt: '', messages: '- role: user\n  content:\n    - text: hi\n' },
    names: ['messages'],
  },
  'a text part without a text': {
    with: { prompt: '', messages: '- role: user\n  content:\n    - type: text\n' },
    names: ['messages'],
  },
  'an empty user message': {
    with: { prompt: '', messages: '[{"role":"user","content":"a"},{"role":"user","content":" "}]' },
    names: ['messages'],
  },
  'an empty user message of parts': {
    with: { prompt: '', messages: '[{"role":"user","content":[{"type":"text","text":""}]}]' },
    names: ['messages'],
  },

  // Templates
  'variables that are a list': { with: { variables: '[a, b]' }, names: ['variables'] },
  'variables that do not parse': { with: { variables: 'a: b: c' }, names: ['variables'] },
  'variables with the same name twice': { with: { variables: 'a: 1\na: 2\n' }, names: ['variables'] },
  'a variable that no placeholder can read': { with: { variables: 'a: 1\n2b: 2\n' }, names: ['variables'] },
  'a variable that would hide the event': {
    with: { variables: 'github.actor: me' },
    names: ['variables'],
  },
  'a file variable whose file is missing': {
    with: { 'file-variables': 'diff: nowhere.diff' },
    names: ['file-variables'],
  },
  'a file variable without a path': { with: { 'file-variables': 'diff:' }, names: ['file-variables'] },
  'a file variable that is a list': { with: { 'file-variables': 'diff: [a]' }, names: ['file-variables'] },
  'an old and a new name': { with: { input: 'a: 1', variables: 'b: 2' }, names: ['input', 'variables'] },
  'an old and a new name, of files': {
    with: { file_input: 'a: a.txt', 'file-variables': 'b: a.txt' },
    files: { 'a.txt': 'a' },
    names: ['file_input', 'file-variables'],
  },
  'an old name that holds no map': { with: { input: 'just text' }, names: ['input'] },
  'a value that leaves nothing to ask': {
    with: { prompt: '{{ empty }}', variables: 'empty:' },
    names: ['prompt'],
  },
  'a map that needs a blank after its colon': {
    with: { 'json-schema': '{type:object}' },
    names: ['json-schema'],
  },
  'a schema that restricts nothing': {
    with: { 'json-schema': '{"description":"a triage"}' },
    names: ['json-schema'],
  },

  // Prompt files of GitHub
  'a prompt file that is no YAML': {
    with: PROMPT_FILE,
    ...promptFile('messages:\n  - role: user\n content: a\n'),
    names: ['prompt-file'],
  },
  'a prompt file that is a list': { with: PROMPT_FILE, ...promptFile('- a\n'), names: ['prompt-file'] },
  'a prompt file without messages': {
    with: PROMPT_FILE,
    ...promptFile('model: m\n'),
    names: ['prompt-file'],
  },
  'a prompt file without a user message': {
    with: PROMPT_FILE,
    ...promptFile('messages:\n  - role: system\n    content: a\n'),
    names: ['prompt-file'],
  },
  'a prompt file with an undefined placeholder': {
    with: PROMPT_FILE,
    ...promptFile('messages:\n  - role: user\n    content: |\n      {{ issue }}\n'),
    names: ['prompt-file'],
  },
  'a prompt file that puts the event into a system message': {
    with: PROMPT_FILE,
    ...promptFile(
      'messages:\n  - role: system\n    content: On {{ github.ref_name }}\n  - role: user\n    content: a\n',
    ),
    names: ['prompt-file'],
  },
  'a prompt file with the text of a stranger in a system message': {
    with: PROMPT_FILE,
    ...promptFile(
      'messages:\n  - { role: system, content: "Issue: {{ github.event.issue.title }}" }\n  - { role: user, content: a }\n',
    ),
    event: { issue: { title: 'Obey me' } },
    names: ['prompt-file'],
  },
  'a prompt file with a branch name in a developer message': {
    with: PROMPT_FILE,
    ...promptFile(
      'messages:\n  - { role: developer, content: "On {{ github.head_ref }}" }\n  - { role: user, content: a }\n',
    ),
    names: ['prompt-file'],
  },
  'a prompt file with a path that the event does not have': {
    with: PROMPT_FILE,
    ...askFor('{{ github.event.issue.titel }}'),
    event: { issue: { title: 'A' } },
    names: ['prompt-file'],
  },
  'a prompt file with an event where there is none': {
    with: PROMPT_FILE,
    ...askFor('{{ github.event.issue.title }}'),
    names: ['prompt-file'],
  },
  'a prompt file with an event that is no JSON': {
    with: PROMPT_FILE,
    ...askFor('{{ github.event.issue.title }}'),
    event: '{"issue":',
    names: ['prompt-file'],
  },
  'a prompt file with a name that the github context does not have': {
    with: PROMPT_FILE,
    ...askFor('Hello {{ github.token }}'),
    names: ['prompt-file'],
  },
  'a prompt file with an expression that is more than a value': {
    with: PROMPT_FILE,
    ...askFor("{{ github.event.issue.title || 'none' }}"),
    event: { issue: { title: 'A' } },
    names: ['prompt-file'],
  },
  'a prompt file with bad parameters, all of them': {
    with: PROMPT_FILE,
    ...promptFile(`${ASK}modelParameters:\n  temperature: warm\n  maxTokens: 0\n  stop: [1]\n`),
    names: ['prompt-file'],
  },
  'a prompt file with both token limits': {
    with: PROMPT_FILE,
    ...promptFile(`${ASK}modelParameters: { maxTokens: 1, maxCompletionTokens: 2 }\n`),
    names: ['prompt-file'],
  },
  'a prompt file with parameters that are no map': {
    with: PROMPT_FILE,
    ...promptFile(`${ASK}modelParameters: 5\n`),
    names: ['prompt-file'],
  },
  'a prompt file with a response format that is unknown': {
    with: PROMPT_FILE,
    ...promptFile(`${ASK}responseFormat: json\n`),
    names: ['prompt-file'],
  },
  'a prompt file that asks for a schema and has none': {
    with: PROMPT_FILE,
    ...promptFile(`${ASK}responseFormat: json_schema\n`),
    names: ['prompt-file'],
  },
  'a prompt file whose schema does not parse': {
    with: PROMPT_FILE,
    ...promptFile(`${ASK}jsonSchema: '{"type": '\n`),
    names: ['prompt-file'],
  },
  'a prompt file whose schema is no JSON Schema': {
    with: PROMPT_FILE,
    ...promptFile(`${ASK}jsonSchema:\n  type: objekt\n`),
    names: ['prompt-file'],
  },
  'a prompt file with a bad tool': {
    with: PROMPT_FILE,
    ...promptFile(`${ASK}tools:\n  - type: function\n    function: { name: "two words" }\n`),
    names: ['prompt-file'],
  },
  'a prompt file whose model is a list': {
    with: { ...PROMPT_FILE, model: '' },
    ...promptFile(`${ASK}model: [a]\n`),
    names: ['prompt-file'],
  },

  // The model
  'no model': { with: { model: '' }, names: ['model'] },
  'no model, neither in the prompt file': {
    with: { ...PROMPT_FILE, model: '' },
    ...promptFile(ASK),
    names: ['model'],
  },
  'a model without its publisher on a GitHub host': {
    with: { ...GITHUB, model: 'gpt-4.1' },
    names: ['model'],
  },

  // The server
  'an endpoint that is no URL': {
    with: { endpoint: `api.example.com/v1?key=${CANARY}` },
    names: ['endpoint'],
  },
  'an endpoint of another scheme': {
    with: { endpoint: `ftp://example.com/${CANARY}` },
    names: ['endpoint'],
  },
  'an endpoint with a password': {
    with: { endpoint: `https://user:${CANARY}@example.com/v1` },
    names: ['endpoint'],
  },
  'an org that is no login': { with: { ...GITHUB, org: 'not--a/login' }, names: ['org'] },
  'an org at a server that has none': {
    with: { endpoint: 'https://api.example.com/v1', org: 'octo-org' },
    names: ['org', 'endpoint'],
  },
  'an org beside one of the endpoint': {
    with: { endpoint: 'https://example.com/orgs/a/inference', org: 'octo-org' },
    names: ['org', 'endpoint'],
  },
  'github-hosts with a URL': { with: { 'github-hosts': 'https://ghe.example.com' }, names: ['github-hosts'] },
  'github-hosts with a port': {
    with: { 'github-hosts': 'a.example, b.example:8080' },
    names: ['github-hosts'],
  },
  'github-hosts with a wildcard': { with: { 'github-hosts': '*.example.com' }, names: ['github-hosts'] },
  'a GitHub token for another host': {
    with: { token: `ghp_${CANARY}` },
    names: ['token', 'github-hosts'],
  },
  'a fine-grained GitHub token for another host': {
    with: { token: `github_pat_${CANARY}` },
    names: ['token', 'github-hosts'],
  },
  'the workflow token over plain http': {
    with: {
      ...GITHUB,
      endpoint: 'http://ghe.example.com/inference',
      'github-hosts': 'ghe.example.com',
      'github-token': `ghs_${CANARY}`,
    },
    names: ['endpoint'],
  },
  'a token of two lines': { with: { token: `${CANARY}\nEvil: yes` }, names: ['token'] },
  'a workflow token of two lines': {
    with: { ...GITHUB, 'github-token': `${CANARY}\nEvil: yes` },
    names: ['github-token'],
  },
  'a token header that is no name': {
    with: { 'token-header': `Authorization: ${CANARY}` },
    names: ['token-header', 'token'],
  },
  'a token header that the request needs': { with: { 'token-header': 'Host' }, names: ['token-header'] },
  'a token header on a GitHub host': {
    with: { ...GITHUB, 'token-header': 'api-key' },
    names: ['token-header'],
  },
  'headers that do not parse': {
    with: { 'custom-headers': `X-Api-Key: "${CANARY}` },
    names: ['custom-headers'],
  },
  'headers that are a list': { with: { 'custom-headers': `[${CANARY}]` }, names: ['custom-headers'] },
  'headers that are only text': { with: { 'custom-headers': CANARY }, names: ['custom-headers'] },
  'a header with a bad name': {
    with: { 'custom-headers': `"X ${CANARY}": a` },
    names: ['custom-headers'],
  },
  'a header with a line break': {
    with: { 'custom-headers': `X-Api-Key: "${CANARY}\\r\\nEvil: yes"` },
    names: ['custom-headers'],
  },
  'a header beyond Latin-1': {
    with: { 'custom-headers': `X-Note: "✓ ${CANARY}"` },
    names: ['custom-headers'],
  },
  'a header with two values': {
    with: { 'custom-headers': `X-Api-Key: [${CANARY}, b]` },
    names: ['custom-headers'],
  },
  'a header that is there twice': {
    with: { 'custom-headers': `{"X-Key": "${CANARY}", "x-key": "b"}` },
    names: ['custom-headers'],
  },
  'the headers of the message itself': {
    with: {
      'custom-headers':
        'Host: a\nContent-Length: 1\ncontent-type: text/plain\nTransfer-Encoding: chunked\nConnection: close\n',
    },
    names: ['custom-headers'],
  },
  'the header of the token': {
    with: { 'custom-headers': `authorization: Bearer ${CANARY}` },
    names: ['custom-headers', 'token'],
  },
  'the header of the token, by its own name': {
    with: { 'token-header': 'api-key', 'custom-headers': `API-Key: ${CANARY}` },
    names: ['custom-headers', 'token'],
  },

  // The form of the answer
  'a response format that is unknown': { with: { 'response-format': 'json' }, names: ['response-format'] },
  'a response format that needs a schema': {
    with: { 'response-format': 'json_schema' },
    names: ['response-format', 'json-schema'],
  },
  'a schema beside another format': {
    with: { 'response-format': 'text', 'json-schema': '{"type":"object"}' },
    names: ['json-schema', 'response-format'],
  },
  'a schema that does not parse': { with: { 'json-schema': '{"type": }' }, names: ['json-schema'] },
  'a schema that is a list': { with: { 'json-schema': '[]' }, names: ['json-schema'] },
  'a schema that is no JSON Schema': {
    with: { 'json-schema': 'type: object\nproperties:\n  a:\n    type: objekt\n' },
    names: ['json-schema'],
  },
  'a schema of an old draft': {
    with: { 'json-schema': '{"$schema":"http://json-schema.org/draft-04/schema#"}' },
    names: ['json-schema'],
  },
  'a schema that would have to be fetched': {
    with: { 'json-schema': '{"$ref":"https://example.com/schema.json"}' },
    names: ['json-schema'],
  },
  'a schema with a pattern that is none': {
    with: { 'json-schema': '{"type":"string","pattern":"("}' },
    names: ['json-schema'],
  },
  'an envelope with an unknown key': {
    with: { 'json-schema': '{"name":"a","schema":{},"strickt":true}' },
    names: ['json-schema'],
  },
  'an envelope with a bad name': {
    with: { 'json-schema': '{"name":"two words","schema":{}}' },
    names: ['json-schema'],
  },
  'a schema file that is missing': { with: { 'json-schema-file': 'a.json' }, names: ['json-schema-file'] },
  'a schema file with a mistake inside': {
    with: { 'json-schema-file': 'schemas/a.json' },
    files: { 'schemas/a.json': '{\n  "type": "object",\n  "required": "a"\n}\n' },
    names: ['json-schema-file'],
  },

  // Tools
  'tools that are a map': { with: { tools: 'name: a' }, names: ['tools'] },
  'an empty list of tools': { with: { tools: '[]' }, names: ['tools'] },
  'a tool without a name': { with: { tools: '[{"description":"a"}]' }, names: ['tools'] },
  'a tool with a bad name': { with: { tools: '[{"name":"a b"}]' }, names: ['tools'] },
  'a tool with a name that is too long': {
    with: { tools: `[{"name":"${'a'.repeat(65)}"}]` },
    names: ['tools'],
  },
  'two tools of one name': { with: { tools: '[{"name":"a"},{"name":"a"}]' }, names: ['tools'] },
  'a tool of another type': {
    with: { tools: '[{"type":"web_search","function":{"name":"a"}}]' },
    names: ['tools'],
  },
  'a tool with an unknown key': { with: { tools: '[{"name":"a","params":{}}]' }, names: ['tools'] },
  'a tool whose parameters are no JSON Schema': {
    with: { 'tools-file': 'tools.yml' },
    files: { 'tools.yml': '- name: a\n  parameters:\n    type: object\n    required: [1]\n' },
    names: ['tools-file'],
  },
  'a tool choice without tools': { with: { 'tool-choice': 'auto' }, names: ['tool-choice', 'tools'] },
  'a tool choice of a tool that is not there': {
    with: { tools: '[{"name":"a"}]', 'tool-choice': 'b' },
    names: ['tool-choice'],
  },
  'a tool choice by name on a GitHub host': {
    with: { ...GITHUB, tools: '[{"name":"a"}]', 'tool-choice': 'a' },
    names: ['tool-choice'],
  },

  // Parameters
  'a temperature with a unit': { with: { temperature: '0.7x' }, names: ['temperature'] },
  'a temperature that is half a number': { with: { temperature: '1e' }, names: ['temperature'] },
  'a temperature with a plus': { with: { temperature: '+1' }, names: ['temperature'] },
  'a temperature over 2': { with: { temperature: '2.01' }, names: ['temperature'] },
  'a temperature over 1 on a GitHub host': {
    with: { ...GITHUB, temperature: '1.5' },
    names: ['temperature'],
  },
  'a temperature below 0': { with: { temperature: '-0.1' }, names: ['temperature'] },
  'a top-p over 1': { with: { 'top-p': '1.1' }, names: ['top-p'] },
  'a top-p without its zero': { with: { 'top-p': '.5' }, names: ['top-p'] },
  'a frequency penalty over 2': { with: { 'frequency-penalty': '3' }, names: ['frequency-penalty'] },
  'a presence penalty below -2': { with: { 'presence-penalty': '-2.5' }, names: ['presence-penalty'] },
  'a token limit of 0': { with: { 'max-tokens': '0' }, names: ['max-tokens'] },
  'a token limit that is no number': { with: { 'max-tokens': 'abc' }, names: ['max-tokens'] },
  'a token limit of half a token': {
    with: { 'max-completion-tokens': '1.5' },
    names: ['max-completion-tokens'],
  },
  'both token limits': {
    with: { 'max-tokens': '1', 'max-completion-tokens': '1' },
    names: ['max-tokens', 'max-completion-tokens'],
  },
  'a seed that is no integer': { with: { seed: '1.5' }, names: ['seed'] },
  'a seed that JSON cannot carry exactly': { with: { seed: '9007199254740993' }, names: ['seed'] },
  'a seed that is infinite': { with: { seed: '1e999' }, names: ['seed'] },
  'a stop list of numbers': { with: { stop: '[1, 2]' }, names: ['stop'] },
  'an empty stop list': { with: { stop: '[]' }, names: ['stop'] },
  'a modality that is unknown': { with: { modalities: 'text, video' }, names: ['modalities'] },
  'extra-body that is a list': { with: { 'extra-body': '[]' }, names: ['extra-body'] },
  'extra-body that does not parse': {
    with: { 'extra-body': `api_key: *${CANARY}` },
    names: ['extra-body'],
  },
  'extra-body with the fields of other inputs': {
    with: {
      'extra-body':
        'model: a\nmessages: []\nmax_tokens: 1\nresponse_format: {}\ntools: []\nstop: a\nseed: 1\n',
    },
    names: ['extra-body', 'model', 'max-tokens', 'response-format', 'tools', 'stop', 'seed'],
  },
  'extra-body with what is fixed': {
    with: { 'extra-body': '{"n": 2, "stream": true, "stream_options": {}}' },
    names: ['extra-body'],
  },
  'extra-body with a number that JSON does not have': {
    with: { 'extra-body': 'min_p: .nan' },
    names: ['extra-body'],
  },

  // The run
  'a timeout of 0': { with: { timeout: '0' }, names: ['timeout'] },
  'a timeout over six hours': { with: { timeout: '21601' }, names: ['timeout'] },
  'a timeout with a unit': { with: { timeout: '10s' }, names: ['timeout'] },
  'a timeout of half a second': { with: { timeout: '0.5' }, names: ['timeout'] },
  'too many retries': { with: { 'max-retries': '11' }, names: ['max-retries'] },
  'retries below zero': { with: { 'max-retries': '-1' }, names: ['max-retries'] },
  'fail-on-error that is no boolean': { with: { 'fail-on-error': 'no' }, names: ['fail-on-error'] },
  'fail-on-error that is nearly one': { with: { 'fail-on-error': 'FaLsE' }, names: ['fail-on-error'] },
  'summary that is no boolean': { with: { summary: '0' }, names: ['summary'] },

  // Names
  'an underscore for a dash': { with: { max_tokens: '5' }, names: ['max_tokens', 'max-tokens'] },
  'a dash for an underscore': { with: { 'file-input': 'a: b' }, names: ['file-input', 'file-variables'] },
  'a secret under a wrong name': {
    with: { custom_headers: `X-Api-Key: ${CANARY}` },
    names: ['custom_headers', 'custom-headers'],
  },
  'the MCP of ai-inference': { with: { 'enable-github-mcp': 'true' }, names: ['enable-github-mcp'] },
  'the Copilot of ai-inference': { with: { provider: 'copilot' }, names: ['provider', 'endpoint'] },

  // What YAML makes of a slip of the pen
  'a header with two braces': {
    with: { 'custom-headers': `X-Note: {{${CANARY}}}` },
    names: ['custom-headers'],
  },
  'a header that begins with an exclamation mark': {
    with: { 'custom-headers': `X-Api-Key: !${CANARY}` },
    names: ['custom-headers'],
  },
  'an extra field that looks like a tag': { with: { 'extra-body': `k: !${CANARY}!` }, names: ['extra-body'] },
  'a variable whose name is a list': { with: { variables: `[${CANARY}]: 1` }, names: ['variables'] },
  'a message with two braces and no quotes': {
    with: PROMPT_FILE,
    ...promptFile('messages:\n  - role: user\n    content: {{ body }}\n'),
    names: ['prompt-file'],
  },
  'an extra field that is no finite number': { with: { 'extra-body': '{"a":1e400}' }, names: ['extra-body'] },
  'an extra field of a thousand levels': {
    with: { 'extra-body': `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}` },
    names: ['extra-body'],
  },

  // Tokens
  'a GitHub token with its scheme for a stranger': {
    with: { token: `token ghp_${CANARY}`, 'token-header': 'Authorization' },
    names: ['token', 'github-hosts'],
  },
  'a token with Bearer before it': { with: { token: `Bearer sk-${CANARY}` }, names: ['token'] },
  'a long token in the wrong input': {
    with: { token: LONG_TOKEN, seed: LONG_TOKEN, org: LONG_TOKEN },
    names: ['seed', 'org'],
  },
  'a trailer among the headers': { with: { 'custom-headers': 'Trailer: x' }, names: ['custom-headers'] },

  // A problem that must not hide another, nor bring a false one along
  'an organization and a model for a host': {
    with: { ...GITHUB, org: 'acme', endpoint: 'http://127.0.0.1:9/foo', model: 'gpt', temperature: '1.5' },
    names: ['org', 'model', 'temperature'],
  },
  'a system prompt without a prompt': {
    with: { prompt: '', 'system-prompt': 'Be brief.' },
    names: ['prompt'],
  },
  'a format and a schema that are both wrong': {
    with: { 'response-format': 'jsn', 'json-schema': '{"type":"x"}' },
    names: ['response-format', 'json-schema'],
  },
  'a prompt file that does not parse, which may name the model': {
    with: { ...PROMPT_FILE, model: '', 'tool-choice': 'required' },
    ...promptFile('messages: [\n'),
    names: ['prompt-file'],
  },
  'variables that do not parse, of which names are not known': {
    with: { prompt: '{{ a }}', variables: 'a: [' },
    names: ['variables'],
  },
}

const rows = Object.entries(BAD_STEPS)
const results = new Map<string, RunResult>()
let server: InferenceServer

beforeAll(async () => {
  server = await startServer({ body: completion() })
  await inParallel(rows, async ([name, step], index) => {
    const base = { endpoint: `${server.url}/inference`, model: 'm', prompt: 'Hello', token: `sk-${CANARY}` }
    results.set(name, await runRow({ ...step, inputs: { ...base, ...step.with } }, index))
  })
}, MANY_STEPS_MS)

afterAll(async () => {
  await server.close()
})

function resultOf(name: string): RunResult {
  const result = results.get(name)
  if (result === undefined) throw new Error(`${name} did not run`)
  return result
}

/** What the step printed, but for the commands that mask. */
function shown({ stdout, stderr }: RunResult): string {
  return `${stdout.replace(/^::add-mask::.*$/gm, '')}${stderr}`
}

function errorOf(result: RunResult): string {
  return result.commands
    .filter(({ name }) => name === 'error')
    .map(({ data }) => data)
    .join('\n---\n')
}

describe.each(rows)('%s', (name, { names }) => {
  test('is one error that names the input, and no request', () => {
    const result = resultOf(name)
    expect({ exitCode: result.exitCode, signal: result.signal, stderr: result.stderr }).toEqual({
      exitCode: 1,
      signal: null,
      stderr: '',
    })
    expect(result.commands.filter(({ name: command }) => command === 'error')).toHaveLength(1)
    for (const input of names) expect(errorOf(result)).toContain(`"${input}"`)
    expect(result.outputs).toMatchObject({
      outcome: 'failure',
      'error-code': 'invalid_input',
      'error-status': '',
      'error-message': errorOf(result),
      attempts: '0',
      content: '',
    })
    expect(Object.keys(result.outputs)).toEqual(result.declaredOutputs)
  })

  test('quotes no secret and shows no stack', () => {
    const result = resultOf(name)
    const everything = [shown(result), JSON.stringify(result.outputs), result.summary].join('\n')
    expect(everything).not.toContain(CANARY)
    expect(everything).not.toMatch(/\n\s+at .*[:(]\d+|node:internal|index\.js:\d/)
    expect(result.files.size).toBe(0)
  })
})

test('none of them sent anything', () => {
  expect(server.requests).toHaveLength(0)
})

test('every message says what is true and what to do', () => {
  const messages = rows.map(([name]) => {
    const result = resultOf(name)
    return `${name}\n  ${normalise(errorOf(result), result.root).replaceAll('\n', '\n  ')}`
  })
  expect(messages.join('\n\n')).toMatchSnapshot()
})

describe('several problems at once', () => {
  let result: RunResult
  beforeAll(async () => {
    result = await runAction({
      inputs: {
        endpoint: 'not a URL',
        temperature: 'warm',
        'max-tokens': '0',
        'prompt-file': '.github/triage.prompt.yml',
        'tools-file': 'tools.json',
        'tool-choice': 'any',
        max_retries: '5',
      },
      files: {
        '.github/triage.prompt.yml':
          'messages:\n  - role: user\n    content: Hello {{ name }}\nmodelParameters:\n  seed: many\n',
        'tools.json': '[\n  { "name": "a", "parameters": { "type": "objekt" } }\n]\n',
      },
    })
  })

  test('are one error, and a list in the summary', () => {
    expect(result.exitCode).toBe(1)
    expect(result.commands.filter(({ name }) => name === 'error')).toHaveLength(1)
    expect(view(result)).toMatchSnapshot()
  })
})
