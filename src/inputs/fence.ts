import { listed, oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import type { Problems } from '../problems/problems.js'
import { githubSteps, pathName } from '../template/github-context.js'
import type { Fence } from '../template/template.js'
import { separated } from './scalar-input.js'

/**
 * The fences that the input `fence` asks for: a value between `<data-TAG name="…">` and `</data-TAG>`, where the tag is
 * a digest of its name and itself. So the same value has the same tag, and no text can hold the end of its own fence.
 *
 * @param areComplete whether all other names than those of the variables are mistakes
 */
export async function readFence(
  { inputs }: Environment,
  variables: ReadonlyMap<string, string>,
  areComplete: boolean,
  problems: Problems,
): Promise<Fence | undefined> {
  const input = 'fence'
  const text = inputs.get(input)
  if (text === undefined) return undefined
  const own = [...variables.keys()]
  const rules = separated(text).map((name) => ({ name, fits: nameMatcher(name) }))
  for (const { name } of rules) {
    if (!areComplete || variables.has(name) || /\*|^github\s*[.[]/.test(name)) continue
    const known = own.length === 0 ? 'no variable is set' : `known: ${listed(own)}`
    problems.add({
      input,
      rule: `names "${oneLine(name, 60)}", which is not defined (${oneLine(known, 120)})`,
      remedy: 'Name variables, paths such as github.event.issue.body, or globs with *.',
    })
  }
  const taken = own.find((name) => name.startsWith('fence.'))
  if (taken !== undefined) {
    const rule = `makes {{ fence.NAME }} the tag of a fence, but a variable is called ${taken}`
    problems.add({ input, rule, remedy: 'Give the variable another name.' })
  }
  // Loaded only where it is needed.
  const { createHash } = await import('node:crypto')
  const last = new Map<string, { readonly value: string; readonly tag: string }>()
  const used = new Set<string>()
  const tag = (name: string, value: string): string | undefined => {
    const fitting = rules.filter(({ fits }) => fits(name))
    for (const rule of fitting) used.add(rule.name)
    const known = last.get(name)
    if (fitting.length === 0 || known?.value === value) return known?.tag
    const digest = createHash('sha256').update(`${name}\0${value}`).digest('hex').slice(0, 16)
    last.set(name, { value, tag: digest })
    return digest
  }
  return {
    tag,
    wrap: (name, value) => {
      const made = tag(name, value)
      const shown = name.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
      return made === undefined ? value : `<data-${made} name="${shown}">\n${value}\n</data-${made}>`
    },
    unused: () => rules.map(({ name }) => name).filter((name) => !used.has(name) && !variables.has(name)),
  }
}

/** `*` stands for anything, dots included. Paths are compared as GitHub does: in any spelling, without regard to case. */
function nameMatcher(written: string): (name: string) => boolean {
  const steps = githubSteps(written)
  const pattern = steps === undefined ? written : pathName(steps)
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  const isPath = pattern.toLowerCase().startsWith('github.')
  const expression = new RegExp(`^${parts.join('.*')}$`, isPath ? 'isu' : 'su')
  return (name) => expression.test(name)
}
