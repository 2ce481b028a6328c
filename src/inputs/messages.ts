import * as z from 'zod/mini'
import { type ChatMessage, ROLES } from '../ask/question.js'
import type { Findings } from '../problems/problems.js'
import { shaped } from './zod-findings.js'

const contentPart = z.looseObject({ type: z.string() }).check(
  z.refine((part) => part.type !== 'text' || typeof part['text'] === 'string', {
    error: 'must have its words in "text"',
    path: ['text'],
  }),
)

const content = z.union([z.string(), z.array(contentPart)], {
  error: 'must be text or a list of content parts',
})

const message = z.looseObject({ role: z.enum(ROLES), content: z.optional(z.nullable(content)) }).check(
  // A system message without content, as editors of prompt files leave it, is like an empty one.
  z.refine(
    ({ role, content, tool_calls: calls }) =>
      (content ?? undefined) !== undefined || Array.isArray(calls) || ['system', 'developer'].includes(role),
    { error: 'is missing: it may be left out or null only beside "tool_calls"', path: ['content'] },
  ),
)

const WRITE_EACH = 'Write "- role: user" with "content: …" for each message.'
const ADD_ONE = 'Add a message with "role: user" that says what to ask.'

/** Checks a list of messages, of the input `messages` or of a prompt file; undefined if it is wrong. */
export function checkMessages(value: unknown, found: Findings): readonly ChatMessage[] | undefined {
  if (!Array.isArray(value))
    return found.add({ rule: 'must be a list of {role, content}', remedy: WRITE_EACH })
  const messages = shaped(z.array(message), value, found)
  if (messages !== undefined && !messages.some(({ role }) => role === 'user'))
    found.add({ rule: 'must hold a user message', remedy: ADD_ONE })
  return messages
}
