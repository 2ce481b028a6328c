import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { Failure, Result } from '../failure.js'
import { makeTempFolder, whyNotWritable, writeWhole } from '../files.js'
import { createOctokit } from '../github/octokit.js'
import { type Ending, loadCore, outputError } from '../step/publish.js'
import { again, type Door, type StepIo } from '../step/run-step.js'
import { readDiffInputs } from './inputs.js'
import { outputsOf, resultLines, retryLine, startLine, summaryOf } from './report.js'
import type { Diff, DiffRun } from './run.js'

/** The diff of a pull request or of a comparison: inputs → GitHub → text → files → outputs and summary. */
export const door: Door = {
  run: async (io) => endingOf(await runDiff(io), io),
  failed: (failure, io) => endingOf(failed(failure), io),
}

async function runDiff(io: StepIo): Promise<DiffRun> {
  const { environment, log, redact, signal } = io
  const { result, warnings } = await again(() => readDiffInputs(environment))
  for (const warning of warnings) log.warning(warning)
  if (!result.ok) return failed(result.error)
  const inputs = result.value
  const trouble = outputError(
    'The folder RUNNER_TEMP',
    environment.tempDirectory,
    whyNotWritable(join(environment.tempDirectory, 'chat-completion'), environment),
  )
  if (trouble !== undefined) return { ...failed(trouble), inputs }

  log.line(startLine(inputs))
  const { api, maxRetries, timeoutMs } = inputs
  const octokit = createOctokit(
    { ...api, proxyVariables: environment.proxyVariables, maxRetries, timeoutMs },
    {
      signal,
      onRetry: (retry) => {
        log.line(retryLine(retry))
      },
    },
  )
  // Thirty pages of rows are mostly garbage, for which V8 would take ever more memory instead of looking more often:
  // 165 MiB for 3,000 files on Node 24, and 110 with this. https://nodejs.org/api/v8.html#v8setflagsfromstringflags
  setFlagsFromString('--semi-space-growth-factor=1')
  try {
    const { readChange } = await again(async () => await import('./read-change.js'))
    const change = await readChange(inputs, octokit)
    if (!change.ok) return { ...failed(change.error), inputs }
    const { diffOf } = await again(async () => await import('./run.js'))
    const diff = diffOf(change.value, inputs, redact)
    for (const line of resultLines(diff, octokit.requests)) log.line(line)
    const files = writeFiles(diff, io)
    return files.ok
      ? { inputs, diff, files: files.value, failure: undefined }
      : { ...failed(files.error), inputs, diff }
  } finally {
    octokit.close()
  }
}

function writeFiles(
  { text, entries }: Diff,
  { environment, redact }: StepIo,
): Result<NonNullable<DiffRun['files']>> {
  const folder = makeTempFolder(environment)
  const base = folder.ok ? folder.value : environment.tempDirectory
  const list = `[\n${entries.map((entry) => redact.text(JSON.stringify(entry))).join(',\n')}\n]\n`
  const written = { diff: join(base, 'diff.txt'), files: join(base, 'files.json') }
  const problem = folder.ok
    ? (writeWhole(written.diff, text, environment) ?? writeWhole(written.files, list, environment))
    : folder.error
  const error = outputError('The folder of the diff in RUNNER_TEMP', base, problem)
  return error === undefined ? { ok: true, value: written } : { ok: false, error }
}

function failed(failure: Failure): DiffRun {
  return { inputs: undefined, diff: undefined, files: undefined, failure }
}

function endingOf(run: DiffRun, { redact }: StepIo): Ending {
  loadCore().catch(() => undefined)
  return {
    outputs: outputsOf(run),
    failure: run.failure,
    warnings: run.diff?.warnings ?? [],
    summary: (failure) => summaryOf(run, failure, redact),
  }
}
