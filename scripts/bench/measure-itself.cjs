// Loaded into every measured process with --require: writes down what the process used, when it ends. It costs
// each of them the same, well under a millisecond, and no tool outside of Node is needed.
const { readFileSync, writeFileSync } = require('node:fs')
const process = require('node:process')

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  writeFileSync(
    process.env.BENCH_USAGE_FILE,
    JSON.stringify({
      cpuMs: (userCPUTime + systemCPUTime) / 1000,
      peakBytes: peakOfThisProgram() ?? maxRSS * 1024,
    }),
  )
})

/**
 * Linux hands the maxRSS of the parent on to its children, across exec (getrusage(2), fs/exec.c), so that a
 * small child of a large parent looks large. VmHWM belongs to the program alone.
 */
function peakOfThisProgram() {
  if (process.platform !== 'linux') return undefined
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
  return found ? Number(found[1]) * 1024 : undefined
}
