import type { Failure } from '../failure.js'
import { createOctokit } from '../github/octokit.js'
import { type Ending, loadCore } from '../step/publish.js'
import { again, type Door, type StepIo } from '../step/run-step.js'
import { readApplyInputs } from './inputs.js'
import { permissionFor, readTarget } from './read-target.js'
import { type ApplyRun, outputsOf, planLines, retryLine, startLine, summaryOf } from './report.js'
import type { Repository } from './repository.js'

/** From an answer to an effect: inputs → values → GitHub as it is → plan → writes → outputs and summary. */
export const door: Door = {
  run: async (io) => endingOf(await runApply(io), io),
  failed: (failure, io) => endingOf(failed(failure), io),
}

async function runApply({ environment, log, redact, signal }: StepIo): Promise<ApplyRun> {
  const { result, warnings } = await again(() => readApplyInputs(environment))
  for (const warning of warnings) log.warning(warning)
  if (!result.ok) return failed(result.error)
  const inputs = result.value
  log.line(startLine(inputs))
  const { api, maxRetries, timeoutMs, target, isDryRun } = inputs
  let onSent = (): void => undefined
  const sent = new Promise<void>((resolve) => {
    onSent = resolve
  })
  const octokit = createOctokit(
    { ...api, proxyVariables: environment.proxyVariables, maxRetries, timeoutMs },
    {
      signal,
      onSent: () => {
        onSent()
      },
      onRetry: (retry) => {
        log.line(retryLine(retry))
      },
    },
  )
  const repository: Repository = { octokit, owner: api.owner, repo: api.repo, host: new URL(api.apiUrl).host }
  try {
    // GitHub answers while the Markdown parser is loaded and the values are checked.
    const reading = target === undefined ? undefined : readTarget(repository, target)
    // Loading the parser blocks: sooner, it would hold the request back.
    if (reading !== undefined) await Promise.race([sent, reading])
    const { makePlan } = await again(async () => await import('./make-plan.js'))
    const plan = await makePlan(inputs, repository, reading, redact)
    if (!plan.ok) return { ...failed(plan.error), inputs }
    for (const line of planLines(plan.value)) log.line(line)
    const run = { inputs, plan: plan.value, applied: [], failure: undefined, warnings: plan.value.warnings }
    if (isDryRun) return run
    const { carryOut } = await again(async () => await import('./write.js'))
    const permission = permissionFor(plan.value.target ?? { isPullRequest: false })
    return { ...run, ...(await carryOut(plan.value.writes, permission, repository, signal)) }
  } finally {
    octokit.close()
  }
}

function failed(failure: Failure): ApplyRun {
  return { inputs: undefined, plan: undefined, applied: [], failure, warnings: [] }
}

function endingOf(run: ApplyRun, { redact }: StepIo): Ending {
  loadCore().catch(() => undefined)
  return {
    outputs: outputsOf(run),
    failure: run.failure,
    warnings: run.warnings,
    summary: (failure) => summaryOf(run, failure, redact),
  }
}
