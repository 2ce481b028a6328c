import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]
const read = (page: string): string => readFileSync(join(root, page), 'utf8')

/** Folders whose files are named in the text, in backticks, by their path from the root. */
const NAMED = /`((?:__tests__|src|scripts|docs|examples|\.github|\.ci|dist|stubs)\/[\w./-]*)`/g

/** The anchors of a page, as GitHub makes them from its headings. */
function anchors(markdown: string): string[] {
  return Array.from(markdown.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test('what is looked for is found at all', () => {
  const all = pages.map(read).join('')
  for (const pattern of [/\]\((?![a-z]+:)[^)\s]+#[^)\s]+\)/, new RegExp(NAMED.source), /npm run [\w:-]+/])
    expect(all).toMatch(pattern)
})

test.each(pages)('%s: every link inside the repository leads somewhere', (page) => {
  const prose = read(page).replace(/^```.*?^```$/gms, '')
  for (const [, target = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : join(dirname(page), path)
    expect(existsSync(join(root, file)) ? file : `${file} is not there`).toBe(file)
    if (anchor !== undefined && statSync(join(root, file)).isFile()) {
      expect(anchors(read(file))).toContain(anchor)
    }
  }
})

test.each(pages)('%s: every file that the text names is there', (page) => {
  const missing = Array.from(read(page).matchAll(NAMED), ([, path = '']) => path).filter(
    (path) => !existsSync(join(root, path)),
  )
  expect(missing).toEqual([])
})

test.each(pages)('%s: every npm script that the text names is there', (page) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = Array.from(read(page).matchAll(/npm run ([\w:-]+)/g), ([, name = '']) => name)
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named))
})
