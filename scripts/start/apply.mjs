// The apply action at home, as a dry run: without a token, a stand-in for GitHub's API has an issue to write to.
import { startGitHub } from './github-stand-in.mjs'

export const SHOWS_REQUESTS = false

export const LISTS = []

export const next =
  'A stand-in for GitHub on this machine had this issue, and nothing was written: this is a dry run. For a real one, as a dry run, too: npm start -- apply --github-token "$(gh auth token)" --json-file FILE --rules-file rules.yml --target 1 --event FILE, with a payload that names the repository.'

/** What is applied if nobody says so. */
const DEMO = {
  json: JSON.stringify({
    kind: 'bug',
    areas: ['area/api'],
    reply:
      'Thanks, @octocat! <img src="https://a.example/x.png"> This looks like [a known bug](https://a.example/).',
  }),
  rules: `labels:
  from: [/kind, /areas]
  allow: [bug, feature, question, area/*]
  one-of: [[bug, feature, question]]
comment:
  update: triage
  text: |
    Hello!

    {{ /reply }}
`,
}

const LABELS = ['bug', 'feature', 'question', 'area/api', 'area/docs'].map((name) => ({ name }))

/** @returns the stand-in for GitHub, unless there is a token for the real one, and what the step gets */
export async function prepare(inputs) {
  const data = ['json', 'json-file', 'text', 'text-file'].some((name) => name in inputs)
    ? {}
    : { json: DEMO.json }
  const rules = ['rules', 'rules-file'].some((name) => name in inputs) ? {} : { rules: DEMO.rules }
  const dry = { 'dry-run': 'true', ...inputs }
  if (inputs['github-token']) return { inputs: dry }
  const standIn = await startGitHub(answerTo)
  return {
    standIn,
    inputs: { 'github-token': 'a-token-for-the-stand-in-server', ...data, ...rules, ...dry },
    env: {
      GITHUB_API_URL: standIn.endpoint,
      GITHUB_REPOSITORY: 'octocat/hello-world',
      GITHUB_EVENT_NAME: 'issues',
    },
    event: { action: 'opened', issue: { number: 1 } },
  }
}

function answerTo({ pathname }) {
  const path = pathname.replace('/repos/octocat/hello-world', '')
  if (/^\/issues\/\d+$/.test(path)) return { number: 1, locked: false, labels: [{ name: 'question' }] }
  return (
    { '/labels': LABELS, '/issues': [] }[path] ??
    (/^\/(?:issues|pulls)\/\d+\/\w+$/.test(path) ? [] : undefined)
  )
}
