import type { Inputs } from '../../src/inputs/inputs.js'
import { chatRequest, sentTokenLimit } from '../../src/request/chat-request.js'
import { minimalInputs } from '../support/inputs.js'

const bodyOf = (more: Partial<Inputs>): unknown => JSON.parse(chatRequest(minimalInputs(more)).body)
const headersOf = (more: Partial<Inputs>): object => chatRequest(minimalInputs(more)).headers

const GITHUB = { url: new URL('https://models.github.ai/inference/chat/completions'), isGitHubHost: true }
const USER_AGENT: unknown = expect.stringMatching(/^chat-completion-action\/\d+\.\d+\.\d+$/)

describe('headers', () => {
  test('elsewhere', () => {
    expect(headersOf({})).toEqual({
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'User-Agent': USER_AGENT,
    })
  })

  test('to a GitHub host', () => {
    expect(
      headersOf({ endpoint: GITHUB, credential: { header: 'Authorization', value: 'Bearer t' } }),
    ).toEqual({
      Accept: 'application/vnd.github+json',
      'Content-Type': 'application/json',
      'X-GitHub-Api-Version': '2022-11-28',
      'User-Agent': USER_AGENT,
      Authorization: 'Bearer t',
    })
  })

  test('custom ones replace those of the action, whatever their case, and are sent as they are spelt', () => {
    const customHeaders = {
      accept: 'text/plain',
      'USER-AGENT': 'me',
      'x-github-api-version': '2099-01-01',
      'X-New': '',
    }
    expect(headersOf({ endpoint: GITHUB, customHeaders })).toEqual({
      'Content-Type': 'application/json',
      ...customHeaders,
    })
  })
})

describe('body', () => {
  test('holds only what is set', () => {
    expect(bodyOf({})).toEqual({ model: 'm', messages: [{ role: 'user', content: 'Hello' }], stream: false })
  })

  test('passes messages on, keys and all, without those that are not there', () => {
    const messages = [
      { role: 'assistant' as const, content: undefined, tool_calls: [{ id: 'a' }] },
      { role: 'user' as const, content: 'a\u0000\ud83c🎉', name: 'n' },
    ]
    expect(bodyOf({ messages })).toMatchObject({
      messages: [
        { role: 'assistant', tool_calls: [{ id: 'a' }] },
        { role: 'user', content: 'a\u0000\ud83c🎉', name: 'n' },
      ],
    })
  })

  test('parameters and extra fields stand beside each other', () => {
    const parameters = [{ field: 'temperature', value: 0, origin: 'input' as const, beaten: 1 }]
    expect(bodyOf({ parameters, extraBody: { top_k: 5, user: null } })).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Hello' }],
      temperature: 0,
      top_k: 5,
      user: null,
      stream: false,
    })
  })

  test('the response format, in its three forms', () => {
    const validate = (): never => {
      throw new Error('not now')
    }
    const envelope = { name: 'n', schema: { type: 'object' }, strict: true }
    expect(bodyOf({ format: { kind: 'text' } })).toMatchObject({ response_format: { type: 'text' } })
    expect(bodyOf({ format: { kind: 'json_object' } })).toMatchObject({
      response_format: { type: 'json_object' },
    })
    expect(bodyOf({ format: { kind: 'json_schema', envelope, validate } })).toMatchObject({
      response_format: { type: 'json_schema', json_schema: envelope },
    })
  })

  test('tools are wrapped, and a choice by name, too', () => {
    const tools = [{ definition: { name: 'a', strict: true }, validate: undefined }]
    expect(bodyOf({ tools, toolChoice: { kind: 'function', name: 'a' } })).toMatchObject({
      tools: [{ type: 'function', function: { name: 'a', strict: true } }],
      tool_choice: { type: 'function', function: { name: 'a' } },
    })
    expect(bodyOf({ tools, toolChoice: { kind: 'required' } })).toMatchObject({ tool_choice: 'required' })
  })
})

test('the token limit that is sent is known, for a server that wants its other name', () => {
  const parameter = (field: string): Partial<Inputs> => ({
    parameters: [{ field, value: 1, origin: 'input' }],
  })
  expect(sentTokenLimit(minimalInputs(parameter('max_tokens')))).toEqual({ sentTokenLimit: 'max_tokens' })
  expect(sentTokenLimit(minimalInputs(parameter('max_completion_tokens')))).toEqual({
    sentTokenLimit: 'max_completion_tokens',
  })
  expect(sentTokenLimit(minimalInputs(parameter('seed')))).toEqual({})
})
