import * as z from 'zod/mini'
import { type Finding, findingsOf } from './zod-problems.js'

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'] as const

const contentPart = z.looseObject({ type: z.string() }).check(
  z.refine((part) => part.type !== 'text' || typeof part['text'] === 'string', {
    error: 'must have its words in "text"',
    path: ['text'],
  }),
)

const message = z
  .looseObject({
    role: z.enum(ROLES),
    content: z.optional(
      z.nullable(
        z.union([z.string(), z.array(contentPart)], { error: 'must be text or a list of content parts' }),
      ),
    ),
  })
  .check(
    z.refine(({ content, tool_calls: calls }) => (content ?? null) !== null || Array.isArray(calls), {
      error: 'lacks this field: it may be left out or null only beside "tool_calls"',
      path: ['content'],
    }),
  )

export const ADD_USER = 'Add a message with "role: user" that says what to ask.'

export type ContentPart = z.infer<typeof contentPart>
/** A message as the API takes it. Further keys (`name`, `tool_calls`, `tool_call_id`) are passed on. */
export type ChatMessage = z.infer<typeof message>

export type CheckedMessages =
  | { readonly ok: true; readonly messages: readonly ChatMessage[] }
  | { readonly ok: false; readonly findings: readonly Finding[] }

/** Checks a list of messages, of the input `messages` or of a prompt file. */
export function checkMessages(value: unknown): CheckedMessages {
  const result = z.array(message).safeParse(value, { reportInput: true })
  if (!result.success) return { ok: false, findings: findingsOf(result.error) }
  if (result.data.length === 0)
    return { ok: false, findings: [{ path: [], rule: 'must not be an empty list', remedy: ADD_USER }] }
  return { ok: true, messages: result.data }
}

/** The words of a message: its text, or that of its text parts. */
export function textOf({ content }: ChatMessage): string {
  if (typeof content === 'string') return content
  return (content ?? []).map((part) => (typeof part['text'] === 'string' ? part['text'] : '')).join('')
}

/** Whether a user message asks nothing: blanks alone, and no part of another kind than text. */
export function isEmptyUserMessage(message: ChatMessage): boolean {
  if (message.role !== 'user' || textOf(message).trim() !== '') return false
  return typeof message.content === 'string' || !(message.content ?? []).some(({ type }) => type !== 'text')
}
