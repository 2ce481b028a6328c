import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Judgement } from '../ask/answer.js'
import type { HttpResponse } from '../ask/http/types.js'
import { judge } from '../ask/judge.js'
import type { Question } from '../ask/question.js'
import { requestBody } from '../ask/request.js'
import { readTextFile, removeFiles, type Walls, writeWhole } from '../files.js'
import type { Redactor } from '../report/redact.js'

/** Complete answers of this run and of earlier ones, a file for each. */
export interface Cache {
  /** What was answered; undefined if it isn't known. */
  get(question: Question, url: URL, number: number): Judgement | undefined
  put(question: Question, url: URL, number: number, response: HttpResponse): void
  /** Removes the answers that this run did not use. */
  prune(): void
}

const NAME = /^[\da-f]{64}\.json$/

/**
 * @param folder as the author wrote it
 * @param onTrouble told once why an answer cannot be kept
 */
export function openCache(
  folder: string,
  walls: Walls,
  redact: Redactor,
  onTrouble: (problem: string) => void,
): Cache {
  const used = new Set<string>()
  let isBroken = false
  const pathOf = (question: Question, url: URL, number: number): string => {
    const name = nameOf(question, url, number)
    used.add(name)
    return join(folder, name)
  }
  return {
    get: (question, url, number) => {
      const file = readTextFile(pathOf(question, url, number), walls, 'refuse')
      if (!file.ok) return undefined
      const response = { status: 200, statusText: '', headers: {}, body: Buffer.from(file.value.text) }
      const judgement = judge(response, question, url.host)
      return judgement.completion === undefined ? undefined : judgement
    },
    put: (question, url, number, { body }) => {
      if (isBroken) return
      const problem = writeWhole(pathOf(question, url, number), redact.bytes(body), walls)
      if (problem === undefined) return
      isBroken = true
      onTrouble(problem)
    },
    prune: () => {
      removeFiles(folder, walls, (name) => NAME.test(name) && !used.has(name))
    },
  }
}

/** The URL without its query, the body, and which of several answers to it this is. */
function nameOf(question: Question, url: URL, number: number): string {
  const parts = [url.origin + url.pathname, JSON.stringify(requestBody(question)), String(number)]
  return `${createHash('sha256').update(parts.join('\n')).digest('hex')}.json`
}
