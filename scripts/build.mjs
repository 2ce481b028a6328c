// Builds dist/ from src/: tsc strips the types, ncc bundles, terser minifies.
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { minify } from 'terser'
import { compile, forgetOthers } from './compile.mjs'
import { licensesOf } from './licenses.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = `${root}dist`
const next = `${root}.cache/dist`
const modules = `${root}.cache/modules`
const stats = `${root}.cache/stats.json`

// V8 compiles a function in parentheses at once; any other it skips over, and parses again when it is called
// (https://v8.dev/blog/preparser#pife). ncc writes modules in parentheses; terser would drop them.
const EAGER = '__eager'

const compiled = compile()
forgetOthers(compiled)
for (const folder of [next, modules]) rmSync(folder, { recursive: true, force: true })
// At a path that does not change with the sources, since the numbers of the chunks are made of it.
cpSync(compiled, modules, { recursive: true })
// ncc writes CommonJS where the nearest package.json does not say "module". Node starts it 5 ms sooner.
writeFileSync(`${modules}/package.json`, '{}\n')
execFileSync(
  process.execPath,
  [
    `${root}node_modules/@vercel/ncc/dist/ncc/cli.js`,
    ...['build', `${modules}/index.js`, '--out', next],
    ...['--target', 'es2022', '--no-cache', '--quiet', '--stats-out', stats],
  ],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
)
writeFileSync(`${next}/licenses.txt`, licensesOf(JSON.parse(readFileSync(stats, 'utf8'))))

for (const name of readdirSync(next).filter((file) => file.endsWith('.js'))) {
  const file = `${next}/${name}`
  const bundled = readFileSync(file, 'utf8')
  // ncc only warns of a module that it does not find, and bundles an exception in its place.
  const missing = /Cannot find module '(\.[^']*)'/.exec(bundled)
  if (missing) throw new Error(`${name}: the module ${missing[1]} is missing`)
  const { code } = await minify(bundled.replaceAll('/***/ ((', `/***/ ${EAGER}((`), {
    toplevel: true,
    // A package that imports https, and whose part that uses it is left out, need not load it. So nothing may be imported
    // for its side effects alone.
    compress: { passes: 2, pure_funcs: ['__nccwpck_require__', '__webpack_require__'] },
    format: { comments: false },
  })
  writeFileSync(file, `${code.replaceAll(`${EAGER}(`, '(')}\n`)
}

writeFileSync(`${next}/package.json`, '{ "type": "commonjs" }\n')
// The other actions share the entry, which looks at the name of the file that was started.
for (const door of ['diff', 'apply', 'eval']) writeFileSync(`${next}/${door}.js`, "require('./index.js')\n")

// In one step, so that a run that starts meanwhile finds the old bundle or the new one, whole.
rmSync(`${dist}.old`, { recursive: true, force: true })
try {
  renameSync(dist, `${dist}.old`)
} catch (error) {
  if (error.code !== 'ENOENT') throw error
}
renameSync(next, dist)
rmSync(`${dist}.old`, { recursive: true, force: true })
