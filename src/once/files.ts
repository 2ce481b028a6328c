import { join } from 'node:path'
import type { Answer } from '../ask/answer.js'
import { formatBytes, oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import type { Failure } from '../failure.js'
import { makeTempFolder, whyNotAppendable, whyNotWritable, writeWhole } from '../files.js'
import type { Redactor } from '../report/redact.js'
import { GITHUB_OUTPUT, outputError } from '../step/publish.js'
import type { AnswerFiles, Run } from './run.js'

const OUTPUT_FILE = 'The file of "output-file"'

/** Finds out before the request is billed that its answer could not be written. */
export function outputTrouble(environment: Environment, outputFile: string | undefined): Failure | undefined {
  const { tempDirectory, outputPath } = environment
  const whyNot = (path: string): string | undefined => whyNotWritable(path, environment)
  return (
    outputError(OUTPUT_FILE, outputFile ?? '', outputFile && whyNot(outputFile)) ??
    outputError('The folder RUNNER_TEMP', tempDirectory, whyNot(join(tempDirectory, 'chat-completion'))) ??
    outputError(GITHUB_OUTPUT, outputPath ?? '', outputPath && whyNotAppendable(outputPath))
  )
}

/** Writes the answer, the last response and the audio. A file that fails does not keep back the others. */
export function writeAnswerFiles(
  environment: Environment,
  outputFile: string | undefined,
  { completion, response, lastResponse }: Answer,
  redact: Redactor,
): { readonly files: AnswerFiles; readonly failure: Failure | undefined } {
  let failure: Failure | undefined
  const written = (what: string, path: string, problem: string | undefined): string | undefined => {
    const error = outputError(what, path, problem)
    if (error === undefined) return path
    failure ??= response === undefined ? error : { ...error, status: response.status }
    return undefined
  }
  let folder: ReturnType<typeof makeTempFolder> | undefined
  const writeTemporary = (what: string, name: string, content: string | Buffer): string | undefined => {
    folder ??= makeTempFolder(environment)
    const path = join(folder.ok ? folder.value : environment.tempDirectory, name)
    return written(what, path, folder.ok ? writeWhole(path, content, environment) : folder.error)
  }

  const content = redact.text(completion?.content ?? '')
  const writeContent = (): string | undefined =>
    outputFile === undefined
      ? writeTemporary('The response file', 'response.txt', content)
      : written(OUTPUT_FILE, outputFile, writeWhole(outputFile, content, environment))
  const raw = lastResponse === undefined ? undefined : redact.bytes(lastResponse.body)
  const audio = completion?.audio === undefined ? undefined : Buffer.from(completion.audio.base64, 'base64')
  const files = {
    response: content.trim() === '' ? undefined : writeContent(),
    rawResponse: raw && writeTemporary('The file of the raw response', 'raw-response.json', raw),
    audio: audio && writeTemporary('The audio file', `audio.${audioExtension(audio)}`, audio),
  }
  return { files, failure }
}

/** The usual extension of audio data, by its first bytes; raw samples have none and are `pcm`. */
function audioExtension(audio: Buffer): string {
  const start = audio.subarray(0, 4).toString('latin1')
  const known = { RIFF: 'wav', fLaC: 'flac', OggS: 'ogg', ID3: 'mp3' }
  const [, extension] = Object.entries(known).find(([magic]) => start.startsWith(magic)) ?? []
  if (extension !== undefined) return extension
  // MP3 and ADTS (AAC) have the same sync word; in ADTS the layer bits behind it are zero.
  if (!/^\xff[\xe0-\xff]/.test(start)) return 'pcm'
  return ((audio[1] ?? 0) & 0x06) === 0 ? 'aac' : 'mp3'
}

/** Where the whole of a large content is: Linux passes no more than 128 KiB through one environment variable. */
export function largeContentHint({ answer, files }: Run): string | undefined {
  const bytes = Buffer.byteLength(answer.completion?.content ?? '')
  if (bytes <= 120_000 || files.response === undefined) return undefined
  return `The content has ${formatBytes(bytes)}, more than one environment variable can carry: read it from the output "response-file" (${oneLine(files.response, 300)}).`
}
