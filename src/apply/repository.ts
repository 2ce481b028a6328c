import * as z from 'zod/mini'
import type { Result } from '../failure.js'
import type { Need } from '../github/github-failure.js'
import type { Octokit } from '../github/octokit.js'

/** One repository on GitHub. */
export interface Repository {
  readonly octokit: Octokit
  readonly owner: string
  readonly repo: string
  /** For messages. */
  readonly host: string
}

const PAGE = 100
/** More than a pull request, or anybody's issue, has. */
const MAX_PAGES = 100

const LabelName = z.object({ name: z.string() })

/** What to check where something is not there. */
export const CHECK_TARGET = 'Check the number in "target", and that it is of this repository.'
export const CHECK_RUN = 'Check GITHUB_REPOSITORY, and that issues are enabled in the repository.'

/** Everything under a path of the repository's, a page at a time, until there is no more or somebody has seen enough. */
export async function rowsOf<T>(
  { octokit, owner, repo, host }: Repository,
  path: `/${string}`,
  parameters: Readonly<Record<string, unknown>>,
  row: z.ZodMiniType<T>,
  need: Need,
  isEnough: (rows: readonly T[]) => boolean = () => false,
): Promise<Result<readonly T[]>> {
  const all: T[] = []
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const of = { owner, repo, ...parameters, per_page: PAGE, page }
    const answer = await octokit.request(`GET /repos/{owner}/{repo}${path}`, of, need)
    if (!answer.ok) return answer
    const rows = z.array(row).safeParse(answer.value.data)
    if (!rows.success) return unreadable(need, host, answer.value.status)
    all.push(...rows.data)
    const isLast = rows.data.length < PAGE && answer.value.headers['link']?.includes('rel="next"') !== true
    if (isLast || isEnough(all)) break
  }
  return { ok: true, value: all }
}

export async function oneOf<T>(
  { octokit, owner, repo, host }: Repository,
  path: `/${string}`,
  parameters: Readonly<Record<string, unknown>>,
  schema: z.ZodMiniType<T>,
  need: Need,
): Promise<Result<T>> {
  const of = { owner, repo, ...parameters }
  const answer = await octokit.request(`GET /repos/{owner}/{repo}${path}`, of, need)
  if (!answer.ok) return answer
  const value = schema.safeParse(answer.value.data)
  return value.success ? { ok: true, value: value.data } : unreadable(need, host, answer.value.status)
}

async function unreadable(need: Need, host: string, status: number): Promise<Result<never>> {
  const { unreadableFailure } = await import('../github/github-failure.js')
  return { ok: false, error: unreadableFailure(need, host, status) }
}

/** The names of the repository's labels, as it writes them; not all of them where those that are wanted come first. */
export async function readLabels(
  repository: Repository,
  wanted: readonly string[],
): Promise<Result<readonly string[]>> {
  const lower = wanted.map((name) => name.toLowerCase())
  const need = { what: 'the labels of the repository', permission: 'issues: write', check: CHECK_RUN }
  const rows = await rowsOf(repository, '/labels', {}, LabelName, need, (seen) => {
    const names = seen.map(({ name }) => name.toLowerCase())
    return lower.every((name) => names.includes(name))
  })
  return rows.ok ? { ok: true, value: rows.value.map(({ name }) => name) } : rows
}
