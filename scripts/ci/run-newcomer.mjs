// Runs the workflows of scripts/ci/newcomer/, written as a new user writes them from the README alone, with nektos/act:
// each in a repository of that user's own, with the event that it is for, against two servers on this machine and a `gh`
// that notes what it was told. `scripts/ci/run-act.sh` calls it.
// Usage: node scripts/ci/run-newcomer.mjs ACT CACHE
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const [act, cache] = process.argv.slice(2).map((path) => resolve(path))
const root = fileURLToPath(new URL('../..', import.meta.url))
const files = join(root, 'scripts/ci/newcomer')

const TITLE = '[Bug] "Save" fails: {{ body }} # 100 %'
const BODY = 'fix: crash\n- a\n::error::x\n$(id) `id` ${{ github.token }}'
const DIFF = 'diff --git a/a.js b/a.js\n+const a = `{{ title }}` // ${{ secrets.X }}\n'
const ISSUES = '[{"number":7,"title":"{{ week }}: it # fails","state":"OPEN"}]\n'
const REPOSITORY = { full_name: 'octocat/hello-world', name: 'hello-world', owner: { login: 'octocat' } }
const CALL = { hasToken: true, repository: 'octocat/hello-world' }

/** Each with its event, what the server is asked, what it answers, and what `gh` is told. */
const WORKFLOWS = {
  comment: {
    event: [
      'pull_request',
      { action: 'opened', pull_request: { number: 5, title: TITLE, head: { repo: REPOSITORY } } },
    ],
    asked: [['reviewer', 'key-of-the-first', 'You review pull requests. Be brief.', `${TITLE}\n\n${DIFF}`]],
    answer: '@octocat ::error::no\n"quotes" and $(id)\n',
    told: [
      { args: 'pr diff 5' },
      { args: 'pr comment 5', body: '@octocat ::error::no\n"quotes" and $(id)\n' },
    ],
  },
  triage: {
    event: ['issues', { action: 'opened', issue: { number: 42, title: TITLE, body: BODY } }],
    asked: [['triager', 'key-of-the-first', `Which labels fit this issue?\n\n${TITLE}\n${BODY}`]],
    answer: '{"labels": ["bug", "question"]}',
    told: [{ args: 'issue edit 42 --add-label bug,question' }],
  },
  report: {
    event: ['workflow_dispatch', {}],
    asked: [
      [
        'reporter',
        'key-of-the-first',
        'You write the weekly report of a software project, in Markdown.',
        `Week 47 of octocat/hello-world:\n\n${ISSUES}\n`,
      ],
    ],
    answer: '# Done\n\nNothing.',
    told: [
      { args: 'issue list --state all --limit 100 --json number,title,state' },
      { args: 'issue create --title Report of the week', body: '# Done\n\nNothing.' },
    ],
  },
  fallback: {
    event: ['workflow_dispatch', {}],
    asked: [
      ['overloaded', 'key-of-the-first', 'Say in one sentence what a reproducible build is.'],
      ['second', 'key-of-the-second', 'Say in one sentence what a reproducible build is.'],
    ],
    answer: 'The same bytes, every time.',
    told: [{ args: 'issue comment 1', body: 'The same bytes, every time.', why: 'provider_error' }],
  },
}

let asked = []
let answer = ''

function serve() {
  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const { model, messages } = JSON.parse(Buffer.concat(chunks).toString())
    const key = (request.headers.authorization ?? '').replace('Bearer ', '')
    asked.push([model, key, ...messages.map(({ content }) => content)])
    const isDown = model === 'overloaded'
    const message = { role: 'assistant', content: answer }
    response.writeHead(isDown ? 503 : 200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify(
        isDown
          ? { error: { message: 'Overloaded' } }
          : { model, choices: [{ index: 0, finish_reason: 'stop', message }] },
      ),
    )
  })
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)))
}

const addressOf = (server) => `http://127.0.0.1:${server.address().port}`

/** A repository of the user's, with nothing but the workflow and the prompt. */
function makeRepository(folder, name) {
  const repository = join(folder, name)
  mkdirSync(join(repository, '.github/workflows'), { recursive: true })
  mkdirSync(join(repository, '.github/prompts'))
  cpSync(join(files, 'workflows', `${name}.yml`), join(repository, '.github/workflows', `${name}.yml`))
  cpSync(join(files, 'report.prompt.yml'), join(repository, '.github/prompts/report.prompt.yml'))
  const git = (...args) => execFileSync('git', args, { cwd: repository, stdio: 'ignore' })
  git('init', '--initial-branch=main')
  git('remote', 'add', 'origin', 'https://github.com/octocat/hello-world.git')
  git('add', '.')
  git('-c', 'user.name=Octocat', '-c', 'user.email=octocat@example.com', 'commit', '--message=Start')
  return repository
}

/** What a user of the action gets of it, as in an archive of the repository. */
function makeAction(folder) {
  const action = join(folder, 'action')
  mkdirSync(action)
  for (const name of ['action.yml', 'dist']) cpSync(join(root, name), join(action, name), { recursive: true })
  return action
}

async function run(name, folder, action, servers) {
  const { event, ...expected } = WORKFLOWS[name]
  const [trigger, payload] = event
  const eventPath = join(folder, `${name}.json`)
  const calls = join(folder, `${name}.calls`)
  writeFileSync(eventPath, JSON.stringify({ ...payload, repository: REPOSITORY }))
  asked = []
  answer = expected.answer
  const [first, second] = servers.map(addressOf)
  const args = [
    ...[trigger, '--eventpath', eventPath, '--platform', 'ubuntu-latest=-self-hosted', '--actor', 'octocat'],
    ...['--local-repository', `OWNER/chat-completion-action@v1=${action}`],
    ...['--action-cache-path', join(cache, 'actions'), '--action-offline-mode', '--no-cache-server'],
    ...['--var', `SERVER=${first}`, '--var', `SECOND_SERVER=${second}`],
    ...['--secret', 'SERVER_KEY=key-of-the-first', '--secret', 'SECOND_KEY=key-of-the-second'],
    ...['--secret', 'GITHUB_TOKEN=ghs_ofTheJob0123456789'],
  ]
  const env = {
    ...process.env,
    PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter),
    GH_CALLS: calls,
    XDG_CACHE_HOME: cache,
    XDG_CONFIG_HOME: cache,
  }
  const ended = await new Promise((done) => {
    const child = execFile(act, args, { cwd: makeRepository(folder, name), env }, (error, stdout, stderr) =>
      done({ error, log: stdout + stderr }),
    )
    child.stdin.end()
  })
  const told = existsSync(calls)
    ? readFileSync(calls, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : []
  try {
    assert.equal(ended.error, null)
    assert.deepEqual(asked, expected.asked)
    assert.deepEqual(
      told,
      expected.told.map((call) => ({ ...CALL, ...call })),
    )
    console.log(`Success - ${name}.yml, as a new user writes it`)
    return true
  } catch (error) {
    console.log(ended.log)
    console.log(`Failure - ${name}.yml: ${error.message}`)
    return false
  }
}

const folder = mkdtempSync(join(tmpdir(), 'newcomer-'))
const servers = [await serve(), await serve()]
try {
  mkdirSync(join(folder, 'bin'))
  symlinkSync(join(files, 'gh.mjs'), join(folder, 'bin/gh'))
  const action = makeAction(folder)
  for (const name of Object.keys(WORKFLOWS)) {
    if (!(await run(name, folder, action, servers))) process.exitCode = 1
  }
} finally {
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true, force: true })
}
