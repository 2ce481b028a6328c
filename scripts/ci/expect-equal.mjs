// Compares GOT_x with WANT_x, for every x in the environment, exactly. For steps that check outputs: values reach
// it through `env:`, never through the text of a command.
const names = new Set(
  Object.keys(process.env)
    .filter((name) => /^(GOT|WANT)_/.test(name))
    .map((name) => name.replace(/^(GOT|WANT)_/, '')),
)

let failed = names.size === 0
if (failed) console.error('Nothing to compare: set GOT_x and WANT_x')
for (const name of [...names].sort()) {
  const got = process.env[`GOT_${name}`]
  const want = process.env[`WANT_${name}`]
  const equal = got !== undefined && got === want
  // As JSON, so that no value can act as a workflow command.
  console.log(
    equal ? `ok    ${name}` : `FAIL  ${name}\n  got  ${JSON.stringify(got)}\n  want ${JSON.stringify(want)}`,
  )
  failed ||= !equal
}
process.exitCode = failed ? 1 : 0
