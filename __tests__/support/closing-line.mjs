/** Prints the closing line of a test run, `N passed, N failed`, after everything else. */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    // A test file that cannot be loaded has no tests of its own; it counts as one failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    // Jest prints its own summary after the reporters that a configuration names.
    process.once('exit', () => {
      process.stdout.write(`${results.numPassedTests} passed, ${failed} failed\n`)
    })
  }
}
