// The stand-in for a model's server: it answers every chat completion in the form that was asked for.
import { createServer } from 'node:http'
import { exampleValue } from './example-value.mjs'

/**
 * Starts the server on a free port of this machine. `requests` fills as they arrive, `notes` with what an answer could not
 * be made to fit.
 */
export async function startStandIn() {
  const requests = []
  const notes = []
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      requests.push({ method: request.method, path: request.url, rawHeaders: request.rawHeaders, body })
      const { status, answer } = answerTo(request, body, (note) => notes.push(note))
      response.writeHead(status, {
        'Content-Type': 'application/json',
        'X-Request-Id': `stand-in-${requests.length}`,
      })
      response.end(JSON.stringify(answer))
    })
  })
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return {
    // The path of the default endpoint, so that `org` works here, too.
    endpoint: `http://127.0.0.1:${server.address().port}/inference`,
    requests,
    notes,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function answerTo(request, body, note) {
  if (request.method !== 'POST' || !/\/chat\/completions(?:\?|$)/.test(request.url)) {
    return refusal(404, `The stand-in server has nothing at ${request.method} ${request.url}.`)
  }
  try {
    return { status: 200, answer: completion(JSON.parse(body), note) }
  } catch (error) {
    return refusal(400, `The stand-in server cannot read this body: ${error.message}`)
  }
}

function refusal(status, message) {
  return { status, answer: { error: { message, type: 'invalid_request_error' } } }
}

function completion(asked, note) {
  const message = messageFor(asked, note)
  const prompt = tokens(JSON.stringify(asked.messages))
  const answer = tokens(message.content ?? JSON.stringify(message.tool_calls))
  return {
    id: 'stand-in',
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: asked.model,
    choices: [{ index: 0, finish_reason: message.tool_calls ? 'tool_calls' : 'stop', message }],
    usage: { prompt_tokens: prompt, completion_tokens: answer, total_tokens: prompt + answer },
  }
}

/** The rule of thumb for English: four characters a token. */
const tokens = (text) => Math.ceil(text.length / 4)

function messageFor(asked, note) {
  const tool = toolToCall(asked)
  if (tool) {
    const call = {
      name: tool.function.name,
      arguments: JSON.stringify(exampleValue(tool.function.parameters ?? { type: 'object' }, note)),
    }
    return {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: call }],
    }
  }
  return { role: 'assistant', content: contentFor(asked, note) }
}

/** The tool that had to be called: the named one, or with `required` the first. */
function toolToCall({ tools = [], tool_choice: choice }) {
  if (choice === 'required') return tools[0]
  return tools.find((tool) => tool.function.name === choice?.function?.name)
}

function contentFor({ response_format: format, ...asked }, note) {
  if (format?.type === 'json_schema') return JSON.stringify(exampleValue(format.json_schema.schema, note))
  if (format?.type === 'json_object') return JSON.stringify({ answer: 'example', source: 'stand-in server' })
  const roles = asked.messages.map(({ role }) => role).join(', ')
  const others = Object.keys(asked).filter((name) => !['model', 'messages', 'stream'].includes(name))
  return [
    '**A stand-in server wrote this; no model was asked.** It only shows how an answer travels.',
    '',
    '| your request | what arrived |',
    '| --- | --- |',
    `| messages | ${asked.messages.length} (${roles}) |`,
    `| last one | ${excerpt(asked.messages.at(-1)?.content)} |`,
    `| parameters | ${others.length === 0 ? 'none' : others.map((name) => `\`${name}\``).join(', ')} |`,
    '',
    'An answer may hold *Markdown*:',
    '',
    '- [x] lists and tasks',
    '- [x] tables',
    '- [x] code, such as',
    '',
    '```js',
    "console.log('Hello')",
    '```',
  ].join('\n')
}

function excerpt(content) {
  const text = (typeof content === 'string' ? content : JSON.stringify(content ?? ''))
    .replace(/\s+/g, ' ')
    .trim()
  return (text.length > 60 ? `${text.slice(0, 59)}…` : text).replace(/[\\`*_{}[\]<>|~]/g, '\\$&')
}
