import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments, isScalar, visit } from 'yaml'

/**
 * A workflow pastes the value of `${{ … }}` into the text of a script before a shell reads it, so that an output of a
 * model, or the title of an issue, becomes code: https://docs.github.com/actions/reference/security/secure-use
 * Values go through `env:` or a file, here and in everything that people copy from here.
 */

/** Keys whose value is a script: of a shell, of actions/github-script. */
const SCRIPT_KEYS = new Set(['run', 'script'])

/** The scripts in YAML that hold an expression, each as `line: text of the line`. */
function injections(yaml: string): string[] {
  const found: string[] = []
  for (const document of parseAllDocuments(yaml)) {
    const [error] = document.errors
    if (error) throw error
    visit(document, {
      Pair(_, { key, value }) {
        if (!isScalar(key) || !SCRIPT_KEYS.has(String(key.value)) || !isScalar(value)) return
        for (const line of String(value.value).split('\n')) if (line.includes('${{')) found.push(line.trim())
      },
    })
  }
  return found
}

/** The injections in a page: in its blocks of YAML, and in its blocks of commands. */
function injectionsInMarkdown(markdown: string): string[] {
  const found: string[] = []
  for (const [, indent = '', language = '', block = ''] of markdown.matchAll(
    /^([ \t]*)```(\w*)[^\n]*\n(.*?)^[ \t]*```[ \t]*$/gms,
  )) {
    const text = block.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
    if (/^ya?ml$/.test(language)) found.push(...injections(text))
    if (/^(bash|sh|shell|console|powershell|pwsh)$/.test(language)) {
      found.push(...text.split('\n').filter((line) => line.includes('${{')))
    }
  }
  return found
}

const root = join(import.meta.dirname, '../..')

function filesIn(folder: string, pattern: RegExp, recursive = false): string[] {
  return readdirSync(join(root, folder), { recursive, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name))
}

const yamlFiles = [
  'action.yml',
  ...filesIn('.github/workflows', /\.ya?ml$/),
  ...filesIn('examples', /\.ya?ml$/, true),
]
const pages = [...filesIn('.', /\.md$/), ...filesIn('docs', /\.md$/, true)]

test('there is something to check', () => {
  expect(yamlFiles).toEqual(expect.arrayContaining([join('examples', 'issue-triage.yml')]))
  expect(pages).toEqual(expect.arrayContaining(['README.md', join('docs', 'migrating-from-ai-inference.md')]))
})

test.each(yamlFiles)('%s: no script holds an expression', (file) => {
  expect(injections(readFileSync(join(root, file), 'utf8'))).toEqual([])
})

test.each(pages)('%s: no script in a code block holds an expression', (file) => {
  expect(injectionsInMarkdown(readFileSync(join(root, file), 'utf8'))).toEqual([])
})

describe('the checker sees', () => {
  test.each([
    ['an output', 'run: echo "${{ steps.ask.outputs.response }}"'],
    ['event data', 'run: echo "${{ github.event.issue.title }}"'],
    ['a branch name', 'run: git checkout ${{ github.head_ref }}'],
    ['an input', 'run: echo ${{ inputs.name }}'],
    ['an expression without blanks', 'run: echo ${{inputs.name}}'],
    ['a folded script', 'run: >-\n  echo\n  ${{ github.event.comment.body }}'],
    ['a literal script', 'run: |\n  true\n  echo "${{ fromJSON(needs.a.outputs.json).x }}"'],
    ['a quoted key', '"run": echo ${{ github.actor }}'],
    ['a flow map', 'steps: [{ run: "echo ${{ github.actor }}" }]'],
    ['a step', 'jobs:\n  a:\n    steps:\n      - name: x\n        run: echo ${{ github.event.x }}'],
    ['a script of github-script', 'with:\n  script: console.log("${{ github.event.issue.title }}")'],
  ])('%s', (_, yaml) => {
    expect(injections(yaml)).toHaveLength(1)
    expect(injectionsInMarkdown(`# Title\n\n\`\`\`yaml\n${yaml}\n\`\`\`\n`)).toHaveLength(1)
  })

  test('a block inside a list, and a block of commands', () => {
    const page =
      '- x\n\n  ```yml\n  - run: echo ${{ github.actor }}\n  ```\n\n```sh\necho ${{ github.actor }}\n```\n'
    expect(injectionsInMarkdown(page)).toHaveLength(2)
  })
})

test('the checker lets values through `env:` pass', () => {
  const yaml = 'env:\n  ANSWER: ${{ steps.ask.outputs.content }}\nrun: printf "%s" "$ANSWER"'
  expect(injections(yaml)).toEqual([])
})
