import { counted } from '../display-text.js'

/** What of a variable's value is not sent: numbers of the value itself, marks not counted. */
export interface LeftOut {
  readonly variable: string
  /** Of UTF-8. */
  readonly bytes: number
  /** Those that are not shown whole. */
  readonly lines: number
  /** Of a diff, those that are not shown whole; else 0. */
  readonly files: number
}

/** `1,234 lines, 56 KB`: with decimal units, as limits are, and no finer than a reader needs. */
export function amountText({ lines, bytes }: Pick<LeftOut, 'lines' | 'bytes'>): string {
  return `${counted(lines, 'line')}, ${size(bytes)}`
}

/** `1,234 lines, 56 KB of diff (12 files); 3 lines, 1.2 KB of log` */
export function leftOutText(leftOut: readonly LeftOut[]): string {
  const parts = leftOut.map((one) => {
    const files = one.files === 0 ? '' : ` (${counted(one.files, 'file')})`
    return `${amountText(one)} of ${one.variable}${files}`
  })
  return parts.join('; ')
}

function size(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} B`
  const [value, unit] = bytes < 999_500 ? [bytes / 1000, 'KB'] : [bytes / 1_000_000, 'MB']
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${unit}`
}
