// The licenses of all packages whose code is in the bundle. ncc's own list leaves out every package that webpack
// joins into another module, zod among them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/**
 * @param {object} stats what `ncc build --stats-out` writes
 * @returns {string} the text of licenses.txt
 */
export function licensesOf(stats) {
  const folders = new Set(
    modulesIn(stats.modules).flatMap(({ nameForCondition }) => folderOf(nameForCondition)),
  )
  const packages = [...folders].map((folder) => ({
    ...JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')),
    words: licenseFile(folder),
  }))
  // A package of a monorepo may come without the file; that of a sibling holds for it, too.
  const wordsFor = ({ words, repository, name }) => {
    const found =
      words ?? packages.find((other) => other.words && other.repository?.url === repository?.url)?.words
    if (found === undefined) throw new Error(`${name} comes without the text of its license`)
    return found
  }
  // Most differ only in whose copyright it is: a text is there once, under all names with their notices.
  const groups = new Map()
  for (const one of [...packages, PROMPTFLOW]) {
    const { notices, words } = partsOf(wordsFor(one))
    const key = words.replace(/\s+/g, ' ').toLowerCase()
    const group = groups.get(key) ?? { names: [], words }
    group.names.push([`${one.name} ${one.version} (${one.license})`, ...notices].join('\n  '))
    groups.set(key, group)
  }
  return [...groups.values()]
    .map(({ names, words }) => `${names.sort().join('\n')}\n\n${words}\n`)
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`)
}

/** The lines before the conditions, with whose copyright it is, and the conditions. */
function partsOf(license) {
  const at = license.search(/^(?:Permission is hereby|Permission to use|Redistribution and use)/m)
  if (at < 0) return { notices: [], words: license }
  const notices = license.slice(0, at).split('\n')
  return { notices: notices.map((line) => line.trim()).filter(Boolean), words: license.slice(at) }
}

/** Text of theirs is in src/eval/built-in-prompts.ts. */
const PROMPTFLOW = {
  name: 'microsoft/promptflow',
  version: 'prompts',
  license: 'MIT',
  words: readFileSync(new URL('promptflow-license.txt', import.meta.url), 'utf8').trim(),
}

/** All modules that are in a chunk, those that webpack joined into one included. */
function modulesIn(modules = []) {
  return modules.filter(({ orphan }) => !orphan).flatMap((module) => [module, ...modulesIn(module.modules)])
}

/** The folder of the package that a file belongs to; none for a file of this project. */
function folderOf(file) {
  const [, folder] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file ?? '') ?? []
  return folder !== undefined && existsSync(`${folder}/package.json`) ? [folder] : []
}

function licenseFile(folder) {
  const name = readdirSync(folder).find((file) => /^licen[cs]e(?:[.-].*)?$/i.test(file))
  return name && readFileSync(`${folder}/${name}`, 'utf8').replaceAll('\r\n', '\n').trim()
}
