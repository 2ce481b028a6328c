// What the benchmark prints.
import { execFileSync } from 'node:child_process'
import { WAIT_MS } from './server.mjs'

const METRICS = [
  { key: 'toRequestMs', title: 'time to request', unit: 'ms', digits: 0 },
  { key: 'besideWaitingMs', title: 'time beside waiting', unit: 'ms', digits: 0 },
  { key: 'cpuMs', title: 'CPU', unit: 'ms', digits: 0 },
  { key: 'peakMiB', title: 'peak memory', unit: 'MiB', digits: 1 },
]

/**
 * The table, or everything as JSON. The rows are: empty process, bare request, and then, for each length of the token, this
 * action and perhaps a peer.
 */
export function report(rows, { runs, node, peers, cancelMs, promptBytes, answerBytes, json }) {
  const medians = (samples) =>
    Object.fromEntries(METRICS.map(({ key }) => [key, median(samples.map((sample) => sample[key]))]))
  const bare = rows[1]
  const ratio = (label, ours, other) => ({
    label,
    medians: medians(ours.samples.map((sample, at) => quotient(sample, other.samples[at]))),
  })
  const actions = rows.slice(2)
  const ratios = [
    ...actions.map((row) => ratio(`${row.label} ÷ bare request`, row, bare)),
    ...(peers === 0
      ? []
      : actions.flatMap((row, at) => {
          const peer = actions[at + 1]
          return at % 2 === 0 ? [ratio(`${row.label} ÷ ${peer.label}`, row, peer)] : []
        })),
  ]
  const measured = rows.map(({ label, samples }) => ({ label, medians: medians(samples), samples }))
  const cancelled = median(cancelMs)
  if (json) {
    console.log(
      JSON.stringify({ runs, waitMs: WAIT_MS, rows: measured, ratios, cancelMs: cancelled }, undefined, 2),
    )
    return
  }
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
  const prompt = promptBytes === undefined ? 'a short prompt' : `a prompt of ${promptBytes} bytes`
  console.log(
    `Medians of ${runs} interleaved runs on Node ${version}, ${prompt}, an answer of ${answerBytes} bytes.`,
  )
  console.log(
    `The server answers after ${WAIT_MS} ms. Time beside waiting: the whole process less that wait.\n`,
  )
  const show = (values, format) =>
    METRICS.map(({ key, unit, digits }) =>
      values[key] === undefined ? '–' : format(values[key], unit, digits),
    )
  const table = [
    ['', ...METRICS.map(({ title }) => title)],
    ...measured.map((row) => [
      row.label,
      ...show(row.medians, (value, unit, digits) => `${value.toFixed(digits)} ${unit}`),
    ]),
    ...ratios.map((row) => [row.label, ...show(row.medians, (value) => value.toFixed(2))]),
  ]
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)))
  for (const row of table) {
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
        .join('   '),
    )
  }
  console.log(`\nCancelled while it waits for the answer, this action ends after ${cancelled.toFixed(0)} ms.`)
}

/** Each run of ours by the other's of the same round: what slows the machine for a while slows both. */
function quotient(ours, other) {
  return Object.fromEntries(METRICS.map(({ key }) => [key, ours[key] / other[key]]))
}

function median(values) {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b)
  if (sorted.length === 0) return undefined
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
