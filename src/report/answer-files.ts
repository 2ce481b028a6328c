import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { Completion } from '../answer/completion.js'
import type { HttpResponse } from '../client/http-types.js'
import { formatBytes } from '../display-text.js'
import type { Environment } from '../environment.js'
import type { Failure } from '../errors.js'
import { describeFileError, whyNotWritable, writeWithFolders } from '../files.js'
import type { Redactor } from '../redact.js'

/** Absolute paths; each empty if there is no such file. */
export interface AnswerFiles {
  readonly responseFile: string
  readonly rawResponseFile: string
  readonly audioFile: string
}

export const NO_FILES: AnswerFiles = { responseFile: '', rawResponseFile: '', audioFile: '' }

/** Finds out before the request is billed that its answer could not be written. */
export function outputTrouble(environment: Environment, outputFile: string | undefined): Failure | undefined {
  const { tempDirectory, outputPath } = environment
  const places = [
    { what: 'The file of "output-file"', path: outputFile },
    { what: 'The folder RUNNER_TEMP', path: tempDirectory, within: 'chat-completion' },
    { what: 'The file of GITHUB_OUTPUT', path: outputPath },
  ]
  for (const { what, path, within = '' } of places) {
    const problem = path === undefined ? undefined : whyNotWritable(join(path, within))
    if (problem !== undefined) return outputFailure(what, path ?? '', problem)
  }
  return undefined
}

function outputFailure(what: string, path: string, problem: string): Failure {
  return {
    code: 'output_error',
    reason: `${what}, ${path}, cannot be written: it ${problem}.`,
    remedy: what.includes('output-file')
      ? 'Name a file in a folder that the step may write to.'
      : 'This is set by the runner; check the disk and the permissions of its folders.',
  }
}

/** Writes the answer, the last response and the audio to files. A file that fails does not keep back the others. */
export function writeAnswerFiles(
  environment: Environment,
  outputFile: string | undefined,
  answer: { readonly completion: Completion | undefined; readonly response: HttpResponse | undefined },
  redact: Redactor,
): { readonly files: AnswerFiles; readonly failure: Failure | undefined } {
  const { completion, response } = answer
  let failure: Failure | undefined
  let folder: string | undefined
  const write = (what: string, path: string | undefined, name: string, content: string | Buffer): string => {
    try {
      if (path === undefined) {
        mkdirSync(environment.tempDirectory, { recursive: true })
        folder ??= mkdtempSync(join(environment.tempDirectory, 'chat-completion-'))
      }
      const target = path ?? join(folder ?? environment.tempDirectory, name)
      writeWithFolders(target, content)
      return target
    } catch (error) {
      const place = path ?? join(environment.tempDirectory, name)
      const problem = outputFailure(what, place, describeFileError(error))
      failure ??= response === undefined ? problem : { ...problem, status: response.status }
      return ''
    }
  }
  const content = redact.text(completion?.content ?? '')
  const audio = completion?.audio === undefined ? undefined : Buffer.from(completion.audio.base64, 'base64')
  const files = {
    responseFile:
      content.trim() === ''
        ? ''
        : write(
            outputFile === undefined ? 'The response file' : 'The file of "output-file"',
            outputFile,
            'response.txt',
            content,
          ),
    rawResponseFile:
      response === undefined
        ? ''
        : write('The file of the raw response', undefined, 'raw-response.json', redact.bytes(response.body)),
    audioFile:
      audio === undefined ? '' : write('The audio file', undefined, `audio.${audioExtension(audio)}`, audio),
  }
  return { files, failure }
}

/** The usual extension of audio data, by its first bytes; raw samples have none and are `pcm`. */
function audioExtension(audio: Buffer): string {
  const start = audio.subarray(0, 4).toString('latin1')
  if (start === 'RIFF') return 'wav'
  if (start === 'fLaC') return 'flac'
  if (start === 'OggS') return 'ogg'
  if (start.startsWith('ID3') || (audio[0] === 0xff && ((audio[1] ?? 0) & 0xe0) === 0xe0)) {
    // ADTS (AAC) has the same sync word as MP3, with the layer bits zero.
    return ((audio[1] ?? 0) & 0x06) === 0 && audio[0] === 0xff ? 'aac' : 'mp3'
  }
  return 'pcm'
}

/** Where the whole of a large content is, for the log. */
export function largeContentHint(content: string, responseFile: string): string | undefined {
  const bytes = Buffer.byteLength(content)
  if (bytes <= 120_000) return undefined
  return `The content has ${formatBytes(bytes)}, more than one environment variable can carry: read it from the output "response-file" (${responseFile}).`
}
