import type { ChatMessage, ContentPart } from '../inputs/messages.js'
import { isEmptyUserMessage } from '../inputs/messages.js'
import type { Path } from '../inputs/structured-text.js'
import {
  expandTemplate,
  placeholderNames,
  readsEvent,
  type TemplateProblem,
  type TemplateScope,
} from './template.js'

/** Something wrong with a message, after its values were put in. */
export interface MessageFinding extends Omit<TemplateProblem, 'offset'> {
  readonly path: Path
  readonly offset?: number
}

/** Whether a conversation asks for values of the event, which cost a file and a library to read. */
export function usesEvent(messages: readonly ChatMessage[]): boolean {
  return messages.some((message) =>
    templatedTexts(message).some((text) => placeholderNames(text).some(readsEvent)),
  )
}

function templatedTexts({ content }: ChatMessage): string[] {
  if (typeof content === 'string') return [content]
  return (content ?? []).flatMap((part) => (isTextPart(part) ? [part.text] : []))
}

function isTextPart(part: ContentPart): part is ContentPart & { type: 'text'; text: string } {
  return part.type === 'text' && typeof part['text'] === 'string'
}

/** Puts the values into every message text, once, and finds what cannot be sent. */
export function fillConversation(
  messages: readonly ChatMessage[],
  scope: TemplateScope,
): { readonly messages: readonly ChatMessage[]; readonly findings: readonly MessageFinding[] } {
  const findings: MessageFinding[] = []
  const filled = messages.map((message, index): ChatMessage => {
    const trust = message.role === 'system' || message.role === 'developer' ? 'instructions' : 'user text'
    const expand = (text: string, path: Path): string => {
      const result = expandTemplate(text, trust, scope)
      findings.push(...result.problems.map((problem) => ({ path, ...problem })))
      return result.text
    }
    const { content } = message
    if (typeof content === 'string') return { ...message, content: expand(content, [index, 'content']) }
    if (!Array.isArray(content)) return message
    const parts = content.map((part, i) =>
      isTextPart(part) ? { ...part, text: expand(part.text, [index, 'content', i, 'text']) } : part,
    )
    return { ...message, content: parts }
  })
  for (const [index, message] of filled.entries()) {
    if (isEmptyUserMessage(message)) {
      findings.push({
        path: [index, 'content'],
        rule: 'is an empty user message',
        remedy: 'Say what to ask; a value that was put in may have been empty.',
      })
    }
  }
  return { messages: filled, findings }
}
