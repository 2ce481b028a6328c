#!/usr/bin/env node
// Stands in for GitHub's `gh`: it notes what it was asked to do, the text of a file among it, in the file of GH_CALLS.
import { appendFileSync, readFileSync } from 'node:fs'

const args = process.argv.slice(2)
const body = args.indexOf('--body-file')
const call = {
  args: args.filter((_, index) => body === -1 || (index !== body && index !== body + 1)).join(' '),
  ...(body === -1 ? {} : { body: readFileSync(args[body + 1], 'utf8') }),
  hasToken: (process.env.GH_TOKEN ?? '') !== '',
  repository: process.env.GH_REPO,
  ...(process.env.WHY ? { why: process.env.WHY } : {}),
}
appendFileSync(process.env.GH_CALLS, `${JSON.stringify(call)}\n`)
if (args[1] === 'diff') console.log('diff --git a/a.js b/a.js\n+const a = `{{ title }}` // ${{ secrets.X }}')
if (args[1] === 'list') console.log('[{"number":7,"title":"{{ week }}: it # fails","state":"OPEN"}]')
