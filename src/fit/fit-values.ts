import type { LeftOut } from './left-out.js'
import { fairShares } from './shares.js'
import { shorten, type Way } from './shorten.js'

/** A value that may be shortened. */
export interface FitValue {
  readonly name: string
  readonly text: string
  readonly way: Way
  /** How many times the messages hold it. */
  readonly uses: number
}

export interface FittedValues {
  readonly texts: ReadonlyMap<string, string>
  /** Of those that were shortened. */
  readonly leftOut: readonly LeftOut[]
}

/**
 * Shortens values to what there is room for, by max-min fairness: small ones stay whole.
 *
 * @param room bytes of UTF-8 for all of them, as often as each is used
 */
export function fitValues(values: readonly FitValue[], room: number): FittedValues {
  const shares = fairShares(
    values.map(({ text, uses }) => uses * Buffer.byteLength(text)),
    room,
  )
  const shortened = values.map(({ name, text, way, uses }, index) => {
    const max = uses === 0 ? Infinity : Math.floor((shares[index] ?? 0) / uses)
    return { name, ...shorten(text, max, way) }
  })
  return {
    texts: new Map(shortened.map(({ name, text }) => [name, text])),
    leftOut: shortened
      .filter(({ leftOut }) => leftOut.bytes > 0)
      .map(({ name, leftOut: { bytes, lines, files } }) => ({ variable: name, bytes, lines, files })),
  }
}
