import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as z from 'zod/mini'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)
const bench = (...options: string[]): Promise<{ stdout: string }> =>
  run(process.execPath, ['scripts/bench.mjs', '--runs', '1', ...options], { cwd: ROOT })

const MEASURED = z.object({
  rows: z.array(z.object({ label: z.string(), medians: z.record(z.string(), z.number()) })),
  ratios: z.record(z.string(), z.number()),
})

// What the figures are is a matter of the machine; that they are measured is not.
test('the benchmark measures every row against another checkout', async () => {
  const { stdout } = await bench('--against', ROOT, '--json')
  const { rows, ratios } = MEASURED.parse(JSON.parse(stdout))
  expect(rows.map(({ label }) => label).slice(0, 3)).toEqual([
    'empty Node process',
    'bare node:http request',
    'this action',
  ])
  expect(rows).toHaveLength(4)
  for (const { label, medians } of rows) {
    const measured = [
      'besideWaitingMs',
      'cpuMs',
      'peakMiB',
      ...(label.startsWith('empty') ? [] : ['toRequestMs']),
    ]
    expect(Object.keys(medians).sort()).toEqual(measured.sort())
    for (const value of Object.values(medians)) expect(value).toBeGreaterThan(0)
  }
  for (const value of Object.values(ratios)) expect(value).toBeGreaterThan(0)
  expect(Object.keys(ratios)).toHaveLength(4)
})

test('the benchmark prints a table, also for large prompts and answers', async () => {
  const { stdout } = await bench('--prompt-bytes', '100000', '--answer-bytes', '200000')
  const figures = String.raw`\s+\d+ ms\s+\d+ ms\s+\d+ ms\s+\d+\.\d MiB`
  expect(stdout).toMatch(/time to request\s+time beside waiting\s+CPU\s+peak memory/)
  expect(stdout).toMatch(/empty Node process\s+–\s+\d+ ms\s+\d+ ms\s+\d+\.\d MiB/)
  expect(stdout).toMatch(new RegExp(`bare node:http request${figures}`))
  expect(stdout).toMatch(new RegExp(`this action${figures}`))
})

test('the benchmark says what is wrong with its options', async () => {
  const run = bench('--answer-bytes', '1e6')
  await expect(run).rejects.toThrow('"--answer-bytes" needs a whole number from 1.')
  await expect(run).rejects.toMatchObject({ code: 2 })
})
