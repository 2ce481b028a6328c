import { announcedEnd, endWarning } from './announced-end.js'
import type { Answer, Judgement } from './answer.js'
import type { HttpResponse } from './http/types.js'
import { judge } from './judge.js'
import { familyWarning } from './model-family.js'
import type { Question } from './question.js'
import { repairOf } from './repair.js'
import { readFailedResponse } from './server-error/read-failed-response.js'
import type { Target } from './target.js'

/**
 * What a response is: an answer, held against the question, or a refusal. It is loaded while the server is at work,
 * so that what only a response needs does not delay the request.
 *
 * @param body that was sent
 */
export function outcomeOf(
  response: HttpResponse,
  question: Question,
  target: Target,
  body: Readonly<Record<string, unknown>>,
) {
  const { sendsToken } = target
  const { host } = target.url
  const { speaksGitHubModels } = target.host
  const facts = { host, speaksGitHubModels, sendsToken, model: question.model, now: Date.now() }
  const failed = readFailedResponse(response, facts)
  if (failed === undefined) return judge(response, question, host)
  return { ...failed, repair: repairOf(failed, body) }
}

/** What is odd about the response that ended a question: another model than was asked, an end that it announces. */
export function remarksOn(
  judgement: Judgement,
  response: HttpResponse,
  asked: string,
  host: string,
): Pick<Answer, 'warnings' | 'announcedEnd'> {
  const { completion, facts } = judgement
  const family = completion && facts.model !== undefined ? familyWarning(asked, facts.model) : undefined
  const end = announcedEnd(response.headers, Date.now())
  return { warnings: [family ?? [], end ? endWarning(host, end) : []].flat(), announcedEnd: end }
}
