// Writes the CHANGELOG.md entry of the version in package.json to a file, and `version` to GITHUB_OUTPUT.
// Usage: node scripts/ci/release-notes.mjs FILE
import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
const [, file] = process.argv.slice(1)

/** The text between the heading of a version, `## 1.2.3 (2026-01-31)`, and the next heading of that level. */
function notesOf(changelog, wanted) {
  const entry = changelog.split(/^## /m).find((text) => text.startsWith(`${wanted} (`))
  return entry?.slice(entry.indexOf('\n')).trim()
}

const notes = notesOf(readFileSync('CHANGELOG.md', 'utf8'), version)
const tagged = execFileSync('git', ['tag', '--list', `v${version}`], { encoding: 'utf8' }).trim() !== ''

const problem =
  (!file && 'Usage: node scripts/ci/release-notes.mjs FILE') ||
  (!/^\d+\.\d+\.\d+$/.test(version) && `The version ${version} of package.json is not of the form 1.2.3.`) ||
  (tagged && `v${version} is released already: raise the version in package.json.`) ||
  (!notes && `CHANGELOG.md has no entry "## ${version} (YYYY-MM-DD)" with text below.`)

if (problem) {
  console.error(problem)
  process.exitCode = 1
} else {
  writeFileSync(file, `${notes}\n`)
  if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, `version=${version}\n`)
  console.log(`Version ${version}, notes of ${notes.length} characters`)
}
