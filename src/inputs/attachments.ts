import type { ContentPart } from '../ask/question.js'
import { listed, oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import { type FileProblem, readFileBytes } from '../files.js'
import type { Problems } from '../problems/problems.js'
import type { Template, TemplateMessage } from '../template/template.js'
import { fileKind, type FileKind, IMAGE_DETAILS, KNOWN_KINDS } from './file-kind.js'
import { matchingFiles } from './matching-files.js'
import { isFilePart } from './file-parts.js'
import { choiceInput } from './scalar-input.js'

/** What the log and the summary tell of a file; its content is shown nowhere. */
export interface AttachedFile {
  readonly kind: FileKind['name']
  /** As the author wrote it. */
  readonly path: string
  readonly bytes: number
}

export interface Attached {
  /** With the files in it. */
  readonly template: Template
  readonly files: readonly AttachedFile[]
}

const MAX_FILES = 50
const MAX_ALL_BYTES = 40 * 1024 * 1024
const LIMIT = {
  bytes: 20 * 1024 * 1024,
  says: '20 MiB',
  remedy: 'Make it smaller in an earlier step: models shrink large images anyway.',
}

/** Reads the files of `files`, and of the parts of messages that name one; what is wrong is reported. */
export function readAttachments(environment: Environment, template: Template, problems: Problems): Attached {
  const detailText = environment.inputs.get('image-detail')
  const detail = choiceInput('image-detail', detailText, IMAGE_DETAILS, problems)
  const files: AttachedFile[] = []
  let total = 0
  const kinds = new Set<FileKind>()

  /** The part, or what is wrong with the file. */
  const partOf = (path: string): ContentPart | FileProblem => {
    if (files.length === MAX_FILES)
      return { problem: `is one more than ${String(MAX_FILES)} files`, remedy: 'Show the model fewer.' }
    const read = readFileBytes(path, environment, LIMIT)
    if (!read.ok) return read.error
    total += read.value.length
    if (total > MAX_ALL_BYTES)
      return {
        problem: 'makes it more than 40 MiB of files',
        remedy: 'Show the model fewer, or smaller ones.',
      }
    if (read.value.length === 0) return { problem: 'is empty', remedy: 'Check the step that writes it.' }
    const kind = fileKind(read.value)
    if (kind === undefined)
      return {
        problem: `is none of ${listed(KNOWN_KINDS, 'or')} by its content`,
        remedy: 'Pass text by "file-variables"; convert other images to PNG.',
      }
    kinds.add(kind)
    files.push({ kind: kind.name, path, bytes: read.value.length })
    return kind.part(read.value.toString('base64'), path, detail)
  }

  const resolved = (part: ContentPart, from: TemplateMessage, index: number): ContentPart => {
    if (!isFilePart(part)) return part
    const { path, ...others } = part
    const found = problems.at(from.source, [...(from.path ?? []), 'content', index, 'path'])
    if (typeof path !== 'string' || path === '') {
      found.add({ rule: 'must be the path of a file' })
      return part
    }
    const made = partOf(path)
    // Further keys, such as cache_control, are passed on.
    if ('type' in made) return { ...others, ...made }
    found.add({ rule: `names the file ${oneLine(path, 200)}, which ${made.problem}`, remedy: made.remedy })
    return part
  }
  const messages = template.messages.map((from): TemplateMessage => {
    const { content } = from.message
    if (typeof content !== 'object' || content === null) return from
    const parts = content.map((part, index) => resolved(part, from, index))
    return { ...from, message: { ...from.message, content: parts } }
  })

  const input = 'files'
  const paths = matchingFiles(input, environment, problems)
  const areTooMany = files.length + paths.length > MAX_FILES
  if (areTooMany) {
    const rule = `names ${String(paths.length)} files, and a request may have ${String(MAX_FILES)} in all`
    problems.add({ input, rule, remedy: 'Name fewer, or exclude some by a line with !.' })
  }
  const attachments = (areTooMany ? [] : paths).flatMap((path) => {
    const made = partOf(path)
    if ('type' in made) return [made]
    const rule = `names the file ${oneLine(path, 200)}, which ${made.problem}`
    problems.add({ input, rule, remedy: made.remedy })
    return []
  })
  if (detail !== undefined && problems.count === 0 && ![...kinds].some(({ isImage }) => isImage))
    problems.warn('"image-detail" has no effect: "files" names no image, and no message a file that is one.')
  return { template: { messages, attachments }, files }
}
