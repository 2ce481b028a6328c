import type { ContentPart } from '../ask/question.js'
import type { Template } from '../template/template.js'

/** Whether a part names a file of ours by `path`; the API's own parts hold the content. */
export function isFilePart(part: ContentPart): boolean {
  return part.type === 'file' && 'path' in part
}

export function holdsFileParts({ messages }: Template): boolean {
  return messages.some(({ message: { content } }) => Array.isArray(content) && content.some(isFilePart))
}
