import type { Failure, Result } from '../failure.js'
import type { GitHubApi } from '../inputs/github-api.js'
import type { StepInputs } from '../inputs/step-inputs.js'
import type { StepIo } from '../step/run-step.js'
import { isObject } from '../json-value.js'

const PERMISSION = 'contents: read'

/**
 * Reads files of a commit through GitHub's API: a checkout holds only one. A commit that cannot be seen is a mistake in
 * the inputs; a file that is not there is none.
 *
 * @param ref a commit, a branch or a tag
 * @param paths from the root of the repository
 * @returns the text of each; undefined for one that is not there
 */
export async function readBase(
  ref: string,
  paths: readonly string[],
  api: GitHubApi,
  limits: StepInputs,
  { environment, signal, log }: StepIo,
): Promise<Result<ReadonlyMap<string, string | undefined>>> {
  const { createOctokit } = await import('../github/octokit.js')
  const { apiUrl, token, owner, repo } = api
  const { proxyVariables } = environment
  const octokit = createOctokit(
    { apiUrl, token, proxyVariables, ...limits },
    {
      signal,
      onRetry: ({ reason }) => {
        log.line(reason)
      },
    },
  )
  try {
    const check = 'Check "base": it must be a commit of this repository.'
    const commit = await octokit.request(
      'GET /repos/{owner}/{repo}/commits/{ref}',
      { owner, repo, ref },
      { what: 'the commit of "base"', permission: PERMISSION, check },
    )
    if (!commit.ok) return { ok: false, error: asInputError(commit.error) }
    const { data } = commit.value
    const sha = isObject(data) && typeof data['sha'] === 'string' ? data['sha'] : ref
    const texts = new Map<string, string | undefined>()
    for (const path of paths) {
      const file = await octokit.request(
        'GET /repos/{owner}/{repo}/contents/{path}',
        { owner, repo, path, ref: sha },
        { what: `${path} in the commit of "base"`, permission: PERMISSION, check },
      )
      if (!file.ok && file.error.status !== 404) return file
      texts.set(path, file.ok ? textOf(file.value.data) : undefined)
    }
    return { ok: true, value: texts }
  } finally {
    octokit.close()
  }
}

/** Files of more than 1 MB come without their content, and are not compared. */
function textOf(data: unknown): string | undefined {
  if (!isObject(data) || data['encoding'] !== 'base64' || typeof data['content'] !== 'string')
    return undefined
  return Buffer.from(data['content'], 'base64')
    .toString('utf8')
    .replace(/^\ufeff/, '')
}

function asInputError(failure: Failure): Failure {
  if (failure.status !== 403 && failure.status !== 404 && failure.status !== 422) return failure
  if (failure.code === 'rate_limited') return failure
  const { reason, status } = failure
  return {
    code: 'invalid_input',
    reason: `"base" must be a commit of this repository that the step may read. ${reason}`,
    remedy: `Check it, and give the job "permissions: ${PERMISSION}".`,
    status,
  }
}
