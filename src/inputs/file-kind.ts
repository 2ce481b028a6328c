import { basename } from 'node:path'
import type { ContentPart } from '../ask/question.js'

/** A kind of file that a model can be shown, known by how its content begins, whatever its name is. */
export interface FileKind {
  readonly name: 'PNG' | 'JPEG' | 'GIF' | 'WebP' | 'PDF' | 'WAV' | 'MP3'
  readonly isImage: boolean
  readonly begins: RegExp
  /** The part of a message, in the words of https://platform.openai.com/docs/api-reference/chat/create */
  readonly part: (base64: string, path: string, detail: ImageDetail | undefined) => ContentPart
}

export const IMAGE_DETAILS = ['auto', 'low', 'high'] as const
export type ImageDetail = (typeof IMAGE_DETAILS)[number]

const image = (name: FileKind['name'], begins: RegExp): FileKind => ({
  name,
  isImage: true,
  begins,
  part: (base64, _path, detail) => {
    const url = `data:image/${name.toLowerCase()};base64,${base64}`
    return { type: 'image_url', image_url: { url, ...(detail === undefined ? {} : { detail }) } }
  },
})

const audio = (name: 'WAV' | 'MP3', begins: RegExp): FileKind => ({
  name,
  isImage: false,
  begins,
  part: (data) => ({ type: 'input_audio', input_audio: { data, format: name.toLowerCase() } }),
})

/** Each beginning as Latin-1, one character a byte. */
const KINDS: readonly FileKind[] = [
  image('PNG', /^\x89PNG\r\n\x1a\n/),
  image('JPEG', /^\xff\xd8\xff/),
  image('GIF', /^GIF8[79]a/),
  image('WebP', /^RIFF[^]{4}WEBP/),
  {
    name: 'PDF',
    isImage: false,
    begins: /^%PDF-/,
    part: (base64, path) => {
      const file = { filename: basename(path), file_data: `data:application/pdf;base64,${base64}` }
      return { type: 'file', file }
    },
  },
  audio('WAV', /^RIFF[^]{4}WAVE/),
  // A tag, or a frame of MPEG layer III: AAC and the byte order mark of UTF-16 begin alike.
  audio('MP3', /^(?:ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb])/),
]

export const KNOWN_KINDS = KINDS.map(({ name }) => name)

/** undefined if it is none of them. */
export function fileKind(bytes: Buffer): FileKind | undefined {
  const start = bytes.toString('latin1', 0, 16)
  return KINDS.find(({ begins }) => begins.test(start))
}
