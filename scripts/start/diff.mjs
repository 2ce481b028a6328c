// The diff action at home: without a token, a stand-in for GitHub's API has a pull request to show.
import { startGitHub } from './github-stand-in.mjs'

export const SHOWS_REQUESTS = false

export const LISTS = ['include', 'ignore']

export const next =
  'A stand-in for GitHub on this machine had this pull request. The text is in the file of "diff-file"; --keep keeps it. For a real one: npm start -- diff --github-token "$(gh auth token)" --pull-request 1 --event FILE, with a payload that names the repository.'

const REPOSITORY = '/repos/octocat/hello-world'
const BASE = 'a'.repeat(40)

const added = (path, lines) => ({
  sha: 'c'.repeat(40),
  filename: path,
  status: 'added',
  additions: lines.length,
  deletions: 0,
  changes: lines.length,
  patch: [`@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)].join('\n'),
})

/** A pull request with some of everything. */
const FILES = [
  added('docs/greeting.md', ['# Greeting', '', 'Says hello in several languages.']),
  added('package-lock.json', ['{ "lockfileVersion": 3 }']),
  added('src/greeting.ts', [
    'const WORDS = { en: "Hello", fr: "Bonjour", de: "Hallo" }',
    '',
    'export function greeting(language: keyof typeof WORDS): string {',
    '  return `${WORDS[language]}!`',
    '}',
  ]),
  {
    ...added('src/main.ts', []),
    status: 'modified',
    additions: 1,
    deletions: 1,
    changes: 2,
    patch:
      '@@ -1,3 +1,3 @@\n import { greeting } from "./greeting.js"\n \n-console.log("Hello!")\n+console.log(greeting("fr"))',
  },
  added('test/greeting.test.ts', ['test("it greets", () => expect(greeting("de")).toBe("Hallo!"))']),
]

/** @returns the stand-in for GitHub, unless there is a token for the real one, and what the step gets */
export async function prepare(inputs) {
  if (inputs['github-token']) return { inputs }
  const standIn = await startGitHub(answerTo)
  return {
    standIn,
    inputs: { 'github-token': 'a-token-for-the-stand-in-server', ...inputs },
    env: { GITHUB_API_URL: standIn.endpoint, GITHUB_REPOSITORY: 'octocat/hello-world' },
    event: { action: 'opened', pull_request: { number: 1 } },
  }
}

function answerTo({ pathname, searchParams }) {
  if (/\/pulls\/\d+$/.test(pathname) && pathname.startsWith(REPOSITORY)) {
    const sum = (of) => FILES.reduce((total, file) => total + file[of], 0)
    return {
      changed_files: FILES.length,
      additions: sum('additions'),
      deletions: sum('deletions'),
      base: { sha: BASE },
      head: { sha: 'b'.repeat(40) },
    }
  }
  if (/\/pulls\/\d+\/files$/.test(pathname)) return searchParams.get('page') === '1' ? FILES : []
  if (pathname.startsWith(`${REPOSITORY}/compare/`)) {
    const commit = { sha: BASE }
    return { base_commit: commit, merge_base_commit: commit, ahead_by: 1, commits: [commit], files: FILES }
  }
  return undefined
}
