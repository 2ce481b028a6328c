// `npm run bench`: what this action costs beside the waiting for the model, next to an empty Node process, a
// bare request, and another action. Whole processes, interleaved runs, medians. Needs no network.
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measure, measureCancel } from './bench/measure.mjs'
import { report } from './bench/report.mjs'
import { prose, startServer } from './bench/server.mjs'
import { readActionFile } from './runner-files.mjs'

const HELP = `npm run bench -- [options]

  --runs N             rounds that count, after one that does not (default 15)
  --against DIR        a checkout of another action or version, for the ratios to it
  --node PATH          the Node binary that runs the actions (default: this one)
  --token-length N,…   tokens of so many characters, a row for each (default 24,1500)
  --prompt-bytes N     a prompt of so many bytes, in a file (prompt-file)
  --answer-bytes N     an answer of so many bytes (default 400)
  --json               print all measurements as JSON`

const ROOT = fileURLToPath(new URL('..', import.meta.url))
// npm runs scripts in the folder of package.json and tells where it was called.
const calledFrom = (process.env.npm_lifecycle_event === 'bench' && process.env.INIT_CWD) || process.cwd()
const HERE = fileURLToPath(new URL('bench/', import.meta.url))
const options = readOptions()
if (options.problem) {
  console.error(`${options.problem}\n\n${HELP}`)
  process.exitCode = 2
} else if (options.help) {
  console.log(HELP)
} else {
  await bench(options)
}

async function bench({ runs, against, node, tokenLengths, promptBytes, answerBytes, json }) {
  const folder = mkdtempSync(join(tmpdir(), 'chat-completion-bench-'))
  const server = await startServer(answerBytes)
  try {
    const actions = [
      actionOf(ROOT, 'this action'),
      ...(against === undefined ? [] : [actionOf(resolve(calledFrom, against))]),
    ]
    const rows = [
      { label: 'empty Node process', main: join(HERE, 'empty.mjs'), inputs: [], asks: false },
      { label: 'bare node:http request', main: join(HERE, 'bare-request.cjs'), inputs: [], asks: true },
      ...tokenLengths.flatMap((length) =>
        actions.map(({ label, ...action }) => ({
          ...action,
          label: tokenLengths.length === 1 ? label : `${label}, token of ${length}`,
          token: tokenOf(length),
        })),
      ),
    ].map((row) => ({ ...row, samples: [] }))
    const given = givenInputs(folder, server.endpoint, promptBytes)
    const setup = ({ token = '' }) => ({ node, given: { ...given, token }, folder, server })
    const cancelMs = []
    for (let round = -1; round < runs; round++) {
      if (process.stderr.isTTY)
        process.stderr.write(`\r${round < 0 ? 'warming up' : `round ${round + 1} of ${runs}`}  `)
      // Each round begins with another row, so that none always follows the same one.
      const order = rows.map((_, index) => rows[(index + round + rows.length) % rows.length])
      for (const row of order) {
        const sample = await measure(row, setup(row))
        if (round >= 0) row.samples.push(sample)
      }
      const ended = await measureCancel(rows[2], setup(rows[2]))
      if (round >= 0) cancelMs.push(ended)
    }
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
    report(rows, { runs, node, peers: actions.length - 1, cancelMs, promptBytes, answerBytes, json })
  } finally {
    server.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** As random as a real one, and the same in every run. */
function tokenOf(length) {
  const token = createHash('shake256', { outputLength: length }).update('token').digest('hex')
  return `sk-${token}`.slice(0, length)
}

function actionOf(directory, label) {
  const action = readActionFile(readFileSync(join(directory, 'action.yml'), 'utf8'))
  return {
    label: label ?? `${action.name} (${basename(directory)})`,
    main: join(directory, action.runs.main),
    inputs: action.inputs,
    asks: true,
  }
}

function givenInputs(folder, endpoint, promptBytes) {
  const asked = { endpoint, model: 'bench/model' }
  if (promptBytes === undefined) return { ...asked, prompt: 'What is the capital of France?' }
  const path = join(folder, 'prompt.txt')
  writeFileSync(path, prose(promptBytes))
  return { ...asked, 'prompt-file': path }
}

function readOptions() {
  let values
  try {
    ;({ values } = parseArgs({
      options: {
        runs: { type: 'string', default: '15' },
        against: { type: 'string' },
        node: { type: 'string', default: process.execPath },
        'token-length': { type: 'string', default: '24,1500' },
        'prompt-bytes': { type: 'string' },
        'answer-bytes': { type: 'string', default: '400' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }))
  } catch (error) {
    return { problem: error.message }
  }
  const bad = ['runs', 'prompt-bytes', 'answer-bytes'].find(
    (name) => values[name] !== undefined && !/^[1-9]\d*$/.test(values[name]),
  )
  if (bad) return { problem: `"--${bad}" needs a whole number from 1.` }
  if (!/^[1-9]\d*(?:,[1-9]\d*)*$/.test(values['token-length'])) {
    return { problem: '"--token-length" needs whole numbers from 1, with commas between.' }
  }
  return {
    runs: Number(values.runs),
    tokenLengths: values['token-length'].split(',').map(Number),
    against: values.against,
    node: values.node,
    promptBytes: values['prompt-bytes'] === undefined ? undefined : Number(values['prompt-bytes']),
    answerBytes: Number(values['answer-bytes']),
    json: values.json,
    help: values.help,
  }
}
