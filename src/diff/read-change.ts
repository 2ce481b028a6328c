import type { Result } from '../failure.js'
import type { Need } from '../github/github-failure.js'
import type { Octokit } from '../github/octokit.js'
import type { GitHubApi } from '../inputs/github-api.js'
import { isObject } from '../json-value.js'
import { again } from '../step/run-step.js'
import { type ChangedFile, isHollow } from './changed-file.js'
import type { Pull } from './github-answers.js'
import type { DiffInputs } from './inputs.js'

/** What GitHub says of a pull request or a comparison. */
export interface Change {
  /** In path order. */
  readonly files: readonly ChangedFile[]
  /** How many files there are; more than `files` where GitHub lists no more, undefined where it does not say. */
  readonly total: number | undefined
  readonly additions: number
  readonly deletions: number
  /** Paths of rows that GitHub has emptied. */
  readonly lost: ReadonlySet<string>
  readonly baseSha: string
  readonly headSha: string
  /** The text of `.gitattributes` of the base; undefined if it was not asked for. */
  readonly attributes: string | undefined
}

/** "Responses include a maximum of 3000 files": https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
const MAX_FILES = 3000
/** "The response … includes up to 300 files": https://docs.github.com/en/rest/commits/commits#compare-two-commits */
const MAX_COMPARED = 300
const PER_PAGE = 100
/** A page of so few files stays below what GitHub shows on one. */
const PER_SMALL_PAGE = 25
/** Of a page that has rows emptied; GitHub begins at some 20,000. */
const MANY_LINES = 10_000

/** Asks GitHub for all that goes into the text. Nothing is checked out. */
export async function readChange(inputs: DiffInputs, octokit: Octokit): Promise<Result<Change>> {
  const { subject, api, ignoreDefaults } = inputs
  const read =
    subject.kind === 'comparison'
      ? await readComparison(subject.base, subject.head, api, octokit)
      : await readPull(subject.number, api, octokit)
  if (!read.ok || !ignoreDefaults) return read
  const attributes = await readAttributes(read.value.baseSha, api, octokit)
  return attributes.ok ? { ok: true, value: { ...read.value, attributes: attributes.value } } : attributes
}

async function readPull(number: number, api: GitHubApi, octokit: Octokit): Promise<Result<Change>> {
  const { owner, repo, apiUrl } = api
  const need: Need = {
    what: `pull request ${String(number)} of ${owner}/${repo}`,
    permission: 'pull-requests: read',
    check: 'Check the number in "pull-request".',
  }
  const parameters = { owner, repo, pull_number: number }
  const answer = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', parameters, need)
  if (!answer.ok) return answer
  // What reads answers takes as long to load as a request to be written: it comes after the first one.
  const { PULL, readRows } = await again(async () => await import('./github-answers.js'))
  const pull = PULL.safeParse(answer.value.data)
  if (!pull.success) return unreadable(need, apiUrl, answer.value.status)

  const readPage = async (page: number, per_page: number): Promise<Result<readonly ChangedFile[]>> => {
    const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files'
    const rows = await octokit.request(route, { ...parameters, per_page, page }, need)
    if (!rows.ok) return rows
    const files = readRows(rows.value.data)
    return files === undefined ? unreadable(need, apiUrl, rows.value.status) : { ok: true, value: files }
  }
  const pages: (readonly ChangedFile[])[] = []
  const count = Math.ceil(Math.min(pull.data.changed_files, MAX_FILES) / PER_PAGE)
  for (let page = 1; page <= count; page += 1) {
    const rows = await readPage(page, PER_PAGE)
    if (!rows.ok) return rows
    pages.push(rows.value)
  }
  const lost = await refill(pages, pull.data, readPage)
  if (!lost.ok) return lost
  const { base, head, changed_files, additions, deletions } = pull.data
  return {
    ok: true,
    value: {
      files: inOrder(pages.flat()),
      total: changed_files,
      additions,
      deletions,
      lost: lost.value,
      baseSha: base.sha,
      headSha: head.sha,
      attributes: undefined,
    },
  }
}

/**
 * GitHub empties rows once a page has some 20,000 lines. Where the counts show that, rows that say nothing are asked
 * for again, in small pages.
 *
 * @param pages of 100; what comes back is put into them
 * @returns the paths of rows that stay empty
 */
async function refill(
  pages: (readonly ChangedFile[])[],
  pull: Pull,
  readPage: (page: number, perPage: number) => Promise<Result<readonly ChangedFile[]>>,
): Promise<Result<ReadonlySet<string>>> {
  const isAllThere = (): boolean => linesOf(pages.flat()) === pull.additions + pull.deletions
  const lost = new Set<string>()
  if (isAllThere()) return { ok: true, value: lost }
  // Where GitHub does not list all files, the counts never add up.
  const isListed = pull.changed_files <= MAX_FILES
  for (const [index, rows] of pages.entries()) {
    if (!isListed && linesOf(rows) < MANY_LINES) continue
    const fresh = [...rows]
    for (let start = 0; start < rows.length; start += PER_SMALL_PAGE) {
      const asked = rows.slice(start, start + PER_SMALL_PAGE)
      if (!asked.some(isHollow)) continue
      const again = await readPage((index * PER_PAGE + start) / PER_SMALL_PAGE + 1, PER_SMALL_PAGE)
      if (!again.ok) return again
      fresh.splice(start, asked.length, ...again.value)
      for (const { path } of again.value.filter(isHollow)) lost.add(path)
    }
    pages[index] = fresh
  }
  // With all lines there, what is empty is binary.
  return { ok: true, value: isAllThere() ? new Set() : lost }
}

async function readComparison(
  base: string,
  head: string,
  api: GitHubApi,
  octokit: Octokit,
): Promise<Result<Change>> {
  const { owner, repo, apiUrl } = api
  const need: Need = {
    what: `the comparison of "base" and "head" in ${owner}/${repo}`,
    permission: 'contents: read',
    check:
      'Check that "base" and "head" name commits, branches or tags of this repository, and have a common ancestor.',
  }
  const route = 'GET /repos/{owner}/{repo}/compare/{basehead}'
  const compare = (page: number) =>
    octokit.request(route, { owner, repo, basehead: `${base}...${head}`, per_page: PER_PAGE, page }, need)
  const answer = await compare(1)
  if (!answer.ok) return answer
  const { COMPARISON, readRows } = await again(async () => await import('./github-answers.js'))
  const comparison = COMPARISON.safeParse(answer.value.data)
  const files = comparison.success ? readRows(comparison.data.files) : undefined
  if (!comparison.success || files === undefined) return unreadable(need, apiUrl, answer.value.status)
  const { base_commit, merge_base_commit, ahead_by, commits } = comparison.data
  let last = commits
  // All files are on the first page, the newest commit on the last.
  if (ahead_by > commits.length) {
    const rest = await compare(Math.ceil(ahead_by / PER_PAGE))
    if (!rest.ok) return rest
    last = COMPARISON.safeParse(rest.value.data).data?.commits ?? []
  }
  return {
    ok: true,
    value: {
      files: inOrder(files),
      total: files.length < MAX_COMPARED ? files.length : undefined,
      additions: files.reduce((sum, file) => sum + file.additions, 0),
      deletions: files.reduce((sum, file) => sum + file.deletions, 0),
      lost: new Set(),
      baseSha: base_commit.sha,
      headSha: (last.at(-1) ?? merge_base_commit).sha,
      attributes: undefined,
    },
  }
}

/** `.gitattributes` at the root of a commit; one that cannot be read is empty. */
async function readAttributes(
  ref: string,
  { owner, repo }: GitHubApi,
  octokit: Octokit,
): Promise<Result<string>> {
  const need = { what: '.gitattributes', permission: 'contents: read', check: '' }
  const parameters = { owner, repo, path: '.gitattributes', ref }
  const answer = await octokit.request('GET /repos/{owner}/{repo}/contents/{path}', parameters, need)
  if (!answer.ok) return answer.error.code === 'cancelled' ? answer : { ok: true, value: '' }
  const { data } = answer.value
  const content = isObject(data) && data['encoding'] === 'base64' ? data['content'] : undefined
  // Git drops a byte order mark, and so does a decoder.
  const text = typeof content === 'string' ? new TextDecoder().decode(Buffer.from(content, 'base64')) : ''
  return { ok: true, value: text }
}

function linesOf(files: readonly ChangedFile[]): number {
  return files.reduce((sum, { additions, deletions }) => sum + additions + deletions, 0)
}

/** Each path once: what was pushed while the pages were read may have moved a file to a later one. */
function inOrder(files: readonly ChangedFile[]): ChangedFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function unreadable(need: Need, apiUrl: string, status: number): Promise<Result<never>> {
  const { unreadableFailure } = await again(async () => await import('../github/github-failure.js'))
  return { ok: false, error: unreadableFailure(need, new URL(apiUrl).host, status) }
}
