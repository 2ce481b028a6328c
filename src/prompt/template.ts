import { listed } from '../display-text.js'

/**
 * A placeholder: `{{ name }}`, not preceded by `$`, so that what GitHub expands itself is left alone. A name is a
 * letter or `_`, then letters, digits, `_`, `.` and `-`.
 */
const PLACEHOLDER = /(?<!\$)\{\{[ \t]*([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*\}\}/g
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/

/** Whether a key of `variables` can be written in a placeholder and reads the variable. */
export function isVariableName(name: string): boolean {
  return NAME.test(name) && !readsEvent(name)
}

/** Whether a placeholder of that name reads the context of the event, whatever `variables` holds. */
export function readsEvent(name: string): boolean {
  return name.startsWith('github.')
}

/** The names that a text asks for, in their order. */
export function placeholderNames(text: string): string[] {
  return Array.from(text.matchAll(PLACEHOLDER), ([, name]) => name ?? '')
}

/**
 * Whether a stranger can write a value: everybody may open an issue or name a branch. Such text belongs in a user
 * message, where the model does not take it for the author's own instructions.
 * https://securitylab.github.com/resources/github-actions-untrusted-input/
 */
export function isUntrusted(name: string): boolean {
  return (
    name === 'github.event' ||
    name.startsWith('github.event.') ||
    ['github.head_ref', 'github.ref', 'github.ref_name', 'github.workflow_ref'].includes(name)
  )
}

export type Looked =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string }

export interface TemplateScope {
  readonly variables: ReadonlyMap<string, string>
  /** Reads `github.…` from the context of the event. */
  readonly github: (name: string) => Looked
  /** Whether a name that nothing defines is a mistake; else it stays as it is. */
  readonly unknownIsProblem: boolean
}

export interface Expanded {
  readonly text: string
  readonly problems: readonly TemplateProblem[]
}

export interface TemplateProblem {
  /** The end of a sentence about the text: `asks for {{ x }}, which …`. */
  readonly rule: string
  readonly remedy: string
  /** Of the first such placeholder in the text, in UTF-16 units. */
  readonly offset: number
}

const MOVE_IT = 'Move it into a user message.'
const DEFINE_IT = 'Define it in "variables" or "file-variables", or take it out.'
const CORRECT_IT = 'Correct the name; what not every event has can be passed by "variables".'

/**
 * Puts values in place of placeholders, once: a value that holds a placeholder is not expanded again, so no
 * stranger's text can ask for another value.
 */
export function expandTemplate(
  text: string,
  trust: 'instructions' | 'user text',
  scope: TemplateScope,
): Expanded {
  const problems = new Map<string, TemplateProblem>()
  const expanded = text.replace(PLACEHOLDER, (placeholder, name: string, offset: number) => {
    const shown = `{{ ${name} }}`
    const add = (rule: string, remedy: string): string => {
      if (!problems.has(rule)) problems.set(rule, { rule, remedy, offset })
      return placeholder
    }
    if (readsEvent(name)) {
      if (trust === 'instructions' && isUntrusted(name)) {
        return add(`puts ${shown}, which a stranger can write, into a system or developer message`, MOVE_IT)
      }
      const value = scope.github(name)
      return value.ok ? value.text : add(`asks for ${shown}, ${value.problem}`, CORRECT_IT)
    }
    const value = scope.variables.get(name)
    if (value !== undefined) return value
    if (!scope.unknownIsProblem) return placeholder
    const known = [...scope.variables.keys()]
    const list = known.length === 0 ? 'no variable is given' : `known: ${listed(known)}`
    return add(`asks for ${shown}, which is not defined (${list})`, DEFINE_IT)
  })
  return { text: expanded, problems: [...problems.values()] }
}
