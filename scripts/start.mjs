// `npm start`: plays the GitHub runner for the committed dist/index.js. Needs no install, only Node.
const REQUIRED_MAJOR = 20

if (Number(process.versions.node.split('.')[0]) < REQUIRED_MAJOR) {
  console.error(
    `This needs Node ${REQUIRED_MAJOR} or newer; here is ${process.version}. See https://nodejs.org/`,
  )
  process.exitCode = 2
} else {
  // A reader such as `head` may stop before the end.
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error
  })
  // Loaded only now: an old Node could not even read it.
  import('./start/run.mjs')
    .then(({ run }) => run(process.argv.slice(2)))
    .then((code) => {
      process.exitCode = code
    })
}
