// Compares the models that the acceptance server was asked for with the arguments, in order.
// Usage: SERVER=http://127.0.0.1:PORT node scripts/ci/expect-models.mjs MODEL…
const want = process.argv.slice(2)
const got = await (await fetch(`${process.env.SERVER}/models-asked`)).json()
const equal = JSON.stringify(got) === JSON.stringify(want)
console.log(`${equal ? 'ok   ' : 'FAIL '} requests: ${JSON.stringify(got)}, expected ${JSON.stringify(want)}`)
process.exitCode = equal ? 0 : 1
