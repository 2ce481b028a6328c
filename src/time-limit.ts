import { type Context, createContext, Script } from 'node:vm'

/** What became of work that had a time limit. */
export type Timed<T> = { readonly done: true; readonly value: T } | { readonly done: false }

/** Both are made once: a context takes milliseconds. */
let vehicle: { readonly context: Context; readonly script: Script } | undefined

/**
 * Runs synchronous work and stops it, wherever it is, when the time is up. What it throws is thrown on.
 *
 * A timer cannot interrupt a loop; V8 can, and `node:vm` is the way to ask for it. The context is only the
 * vehicle: the work is an ordinary function of this realm, and this is no sandbox.
 * https://nodejs.org/api/vm.html#scriptruninnewcontextcontextobject-options
 *
 * @param ms the limit in milliseconds, a positive integer
 */
export function withinTimeLimit<T>(ms: number, work: () => T): Timed<T> {
  let result: Timed<T> = { done: false }
  const run = (): void => {
    result = { done: true, value: work() }
  }
  try {
    vehicle ??= { context: createContext({}), script: new Script('run()') }
    vehicle.context['run'] = run
    vehicle.script.runInContext(vehicle.context, { timeout: ms })
  } catch (error) {
    if (!isTimeout(error)) throw error
    return { done: false }
  }
  return result
}

// The error may be of the other context's realm, so that `instanceof Error` does not hold.
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  )
}
