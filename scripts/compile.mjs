// Makes JavaScript of src/: what dist/ is bundled from, and what tests start where they need a process of their own.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const cache = join(root, '.cache', 'js')

/**
 * Compiles src/, unless that was done already. Types are not checked: that is `npm run typecheck`.
 *
 * @returns the folder of the compiled files, each at its path in src/. Its name is a hash of the sources, so that tests in
 *   several processes can make it at the same time.
 */
export function compile() {
  const folder = join(cache, fingerprint())
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  const next = mkdtempSync(join(cache, 'next-'))
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    execFileSync(process.execPath, [tsc, '--noCheck', '--noEmit', 'false', '--outDir', next], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    writeFileSync(join(next, 'package.json'), '{ "type": "module" }\n')
    renameSync(next, folder)
  } catch (error) {
    // Another process was first.
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(next, { recursive: true, force: true })
  }
  return folder
}

/** Removes what was compiled of other sources. */
export function forgetOthers(folder) {
  for (const name of readdirSync(cache)) {
    if (join(cache, name) !== folder) rmSync(join(cache, name), { recursive: true, force: true })
  }
}

function fingerprint() {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join('src', name))
  const hash = createHash('sha256')
  for (const name of ['package-lock.json', 'tsconfig.json', ...sources]) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(root, name)))
      .update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}
