import { announcedEnd, endWarning } from './announced-end.js'
import type { Answer, Judgement } from './answer.js'
import { leftOutText } from '../fit/left-out.js'
import type { Exchange } from './http/exchange.js'
import { networkFailure } from './http/network-failure.js'
import type { HttpResponse } from './http/types.js'
import { judge } from './judge.js'
import { familyWarning } from './model-family.js'
import type { Question } from './question.js'
import { repairOf } from './repair.js'
import { readFailedResponse } from './server-error/read-failed-response.js'
import type { Target } from './target.js'

export { factsOf } from './completion.js'

/**
 * What an exchange brought: an answer, held against the question, a refusal, or nothing. It is loaded while the server is
 * at work, so that what comes after the request does not delay it.
 *
 * @param proxyHost with its port; undefined if there is no proxy
 * @param body that was sent
 */
export async function outcomeOf(
  ended: Exclude<Exchange, { readonly outcome: 'stopped' }>,
  question: Question,
  target: Target,
  proxyHost: string | undefined,
  body: Readonly<Record<string, unknown>>,
) {
  if (ended.outcome !== 'response') return networkFailure(ended, target.url.host, proxyHost)
  const { response } = ended
  const { sendsToken } = target
  const { host } = target.url
  const { speaksGitHubModels } = target.host
  const facts = { host, speaksGitHubModels, sendsToken, model: question.model, now: Date.now() }
  const failed = readFailedResponse(response, facts)
  if (failed === undefined) return judge(response, question, host)
  const { shrinkable } = question
  if (failed.failure.code !== 'prompt_too_large' || shrinkable === undefined)
    return { ...failed, repair: repairOf(failed, body) }
  const { refit } = await import('./refit.js')
  return { ...failed, repair: refit(failed, response, shrinkable, body) }
}

/** What is odd about how a question ended: a shorter prompt or another model than was asked, an end that is announced. */
export function remarksOn(
  judgement: Judgement & Pick<Answer, 'leftOut'>,
  response: HttpResponse,
  asked: string,
  host: string,
): Pick<Answer, 'warnings' | 'announcedEnd'> {
  const { completion, facts, leftOut } = judgement
  const cut =
    leftOut &&
    `${host} had no room for the whole prompt. This is left out of it: ${leftOutText(leftOut)}. Set "max-prompt-tokens" to choose before the request.`
  const family = completion && facts.model !== undefined ? familyWarning(asked, facts.model) : undefined
  const end = announcedEnd(response.headers, Date.now())
  return { warnings: [cut ?? [], family ?? [], end ? endWarning(host, end) : []].flat(), announcedEnd: end }
}
