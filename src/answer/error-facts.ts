import { durationMs } from './server-wait.js'

/** What an error says beside its words. */
export interface ErrorFacts {
  /** Codes, types and the like, from outside in. A code that only repeats a status is none. */
  readonly names: readonly string[]
  /** The request's field that is at fault, in the server's spelling; empty if it names none. */
  readonly param: string
  /** The HTTP status that the error claims for itself (400 to 599). */
  readonly status?: number
  /** A wait that a field of it asks for, in ms. */
  readonly waitMs?: number
}

const NAME_KEYS = ['code', 'error_code', 'errorCode', 'type', 'error_type', 'status', '__type', 'reason']
const STATUS_KEYS = ['code', 'status', 'statusCode', 'status_code', 'error_code']
const WAIT_KEYS = ['retryDelay', 'retry_after', 'retry_after_seconds']

/** The facts that an object with an error names itself, without those of the objects in it. */
export function factsOf(fields: Readonly<Record<string, unknown>>): ErrorFacts {
  const status = STATUS_KEYS.map((key) => asStatus(fields[key])).find((number) => number !== undefined)
  const waitMs = WAIT_KEYS.map((key) => asWait(fields[key])).find((wait) => wait !== undefined)
  return {
    names: [
      ...NAME_KEYS.map((key) => fields[key]).filter(isName),
      ...[fields['error']].filter(isName).filter((error) => /^[\w.-]+$/.test(error)),
      ...('failed_generation' in fields ? ['failed_generation'] : []),
    ],
    param: asParam(fields['param']) || asParam(fields['loc']),
    ...(status === undefined ? {} : { status }),
    ...(waitMs === undefined ? {} : { waitMs }),
  }
}

function isName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= 100 &&
    !/^$|^\d+$|^(?:error|fail|none|null)$|^about:|:\/\//i.test(value)
  )
}

function asStatus(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= 400 && number <= 599
    ? number
    : undefined
}

function asWait(value: unknown): number | undefined {
  if (typeof value === 'number') return value >= 0 && value < 1e9 ? Math.ceil(value * 1000) : undefined
  return typeof value === 'string' ? durationMs(value) : undefined
}

/** A field's name, or FastAPI's path to it: `["body", "top_p"]`. */
function asParam(value: unknown): string {
  const path: readonly unknown[] = Array.isArray(value) ? value : [value]
  const name = path[0] === 'body' ? path[1] : path[0]
  return typeof name === 'string' && !/^(?:none|null)$/i.test(name) ? name.slice(0, 100) : ''
}

/** Where FastAPI found the fault, to be put before its message: `top_p: `. */
export function placeOf(loc: unknown): string {
  if (!Array.isArray(loc)) return ''
  const path = loc
    .filter((part) => typeof part === 'string' || typeof part === 'number')
    .filter((part, index) => index > 0 || part !== 'body')
    .slice(0, 6)
  return path.length === 0 ? '' : `${path.map((part) => String(part).slice(0, 60)).join('.')}: `
}
