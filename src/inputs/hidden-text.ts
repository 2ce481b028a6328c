import { counted, listed, oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import type { Problems } from '../problems/problems.js'
import { hiddenTextIn, withoutHiddenText } from '../text/hidden-text.js'
import { choiceInput } from './scalar-input.js'

const MODES = ['keep', 'remove', 'fail'] as const

/**
 * What a value becomes by the rule of `hidden-text`, and a report of what is hidden in it. HTML comments alone, which
 * every issue template has, are only worth a line of the log.
 */
export function hiddenTextGuard(
  { inputs }: Environment,
  problems: Problems,
): (name: string, value: string) => string {
  const input = 'hidden-text'
  const mode = choiceInput(input, inputs.get(input), MODES, problems) ?? 'keep'
  const guard = (name: string, value: string): string => {
    const counts = hiddenTextIn(value)
    if (counts.size === 0) return value
    const all = listed([...counts].map(([kind, count]) => counted(count, kind)))
    const where = oneLine(name, 100)
    const onlyComments = counts.size === 1 && counts.has('HTML comment')
    if (mode === 'remove') problems.note(`Removed hidden text from ${where}: ${all}`)
    else if (onlyComments) problems.note(`Hidden text in ${where}: ${all}`)
    else if (mode === 'fail')
      problems.add({
        input,
        rule: `is "fail", and ${where} holds hidden text: ${all}`,
        remedy: 'Look at it in an editor that shows such characters, or set "hidden-text" to remove.',
      })
    else
      problems.warn(
        `Hidden text in ${where}: ${all}. A model reads what people do not see; "hidden-text: remove" takes it out.`,
      )
    return mode === 'remove' ? withoutHiddenText(value) : value
  }
  // A value of the event may be asked for many times.
  const done = new Map<string, string>()
  return (name, value) => {
    const guarded = done.get(name) ?? guard(name, value)
    done.set(name, guarded)
    return guarded
  }
}
