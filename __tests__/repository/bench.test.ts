import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as z from 'zod/mini'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)
const bench = (...options: string[]): Promise<{ stdout: string }> =>
  run(process.execPath, ['scripts/bench.mjs', '--runs', '1', ...options], { cwd: ROOT })

const ROW = z.object({ label: z.string(), medians: z.record(z.string(), z.number()) })
const MEASURED = z.object({ rows: z.array(ROW), ratios: z.array(ROW), cancelMs: z.number() })

const METRICS = ['besideWaitingMs', 'cpuMs', 'peakMiB', 'toRequestMs']

// What the figures are is a matter of the machine; that they are measured is not.
test('the benchmark measures every row, for each length of the token, against another checkout', async () => {
  const { stdout } = await bench('--against', ROOT, '--json', '--token-length', '24,1500')
  const { rows, ratios, cancelMs } = MEASURED.parse(JSON.parse(stdout))
  expect(rows).toHaveLength(6)
  expect(rows.map(({ label }) => label)).toEqual(
    expect.arrayContaining([
      'empty Node process',
      'bare node:http request',
      'this action, token of 24',
      'this action, token of 1500',
    ]),
  )
  // Each to the bare request, and ours to the other one.
  expect(ratios).toHaveLength(4 + 2)
  for (const { label, medians } of [...rows, ...ratios]) {
    const measured = label.startsWith('empty') ? METRICS.slice(0, 3) : METRICS
    expect(Object.keys(medians).sort()).toEqual(measured)
    for (const value of Object.values(medians)) expect(value).toBeGreaterThan(0)
  }
  expect(cancelMs).toBeGreaterThan(0)
})

test('the benchmark prints a table, also for large prompts and answers', async () => {
  const { stdout } = await bench(
    '--token-length',
    '24',
    '--prompt-bytes',
    '100000',
    '--answer-bytes',
    '200000',
  )
  const figures = String.raw`\s+\d+ ms\s+\d+ ms\s+\d+ ms\s+\d+\.\d MiB`
  expect(stdout).toMatch(/time to request\s+time beside waiting\s+CPU\s+peak memory/)
  expect(stdout).toMatch(/empty Node process\s+–\s+\d+ ms\s+\d+ ms\s+\d+\.\d MiB/)
  expect(stdout).toMatch(new RegExp(`bare node:http request${figures}`))
  expect(stdout).toMatch(new RegExp(`this action${figures}`))
  expect(stdout).toMatch(/this action ÷ bare request(?:\s+\d+\.\d\d){4}/)
  expect(stdout).toMatch(/this action ends after \d+ ms\./)
})

test('the benchmark says what is wrong with its options', async () => {
  const run = bench('--answer-bytes', '1e6')
  await expect(run).rejects.toThrow('"--answer-bytes" needs a whole number from 1.')
  await expect(run).rejects.toMatchObject({ code: 2 })
})
