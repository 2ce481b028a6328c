import { oneLine } from '../display-text.js'
import type { HttpResponse } from './http/types.js'
import { parseHttpDate } from './server-error/server-wait.js'

/** What a server announces of its own end. */
export interface AnnouncedEnd {
  /** `deprecated from 2026-03-01, gone from 2026-07-30` */
  readonly dates: string
  /** An address of the server's, on one line. */
  readonly link: string | undefined
}

/**
 * The end that `Deprecation` (RFC 9745) or `Sunset` (RFC 8594) announces, if one of them lies ahead.
 *
 * @param now milliseconds since the epoch
 */
export function announcedEnd(headers: HttpResponse['headers'], now: number): AnnouncedEnd | undefined {
  // Eleven digits reach the year 5138: later is no date that somebody meant.
  const seconds = /^\s*@(\d{1,11})(?![\d.])/.exec(headers['deprecation'] ?? '')?.[1]
  const deprecation = seconds === undefined ? undefined : Number(seconds) * 1000
  const sunset = parseHttpDate(headers['sunset'])
  const isAhead = (time: number | undefined): boolean => time !== undefined && time > now
  if (!isAhead(deprecation) && !isAhead(sunset)) return undefined
  const dates = [
    ...(deprecation === undefined ? [] : [`deprecated from ${day(deprecation)}`]),
    ...(sunset === undefined ? [] : [`gone from ${day(sunset)}`]),
  ]
  return { dates: dates.join(', '), link: linkIn(headers['link'] ?? '') }
}

export function endWarning(host: string, { dates, link }: AnnouncedEnd): string {
  const more = link === undefined ? '' : ` The server's link: ${link} .`
  return `${host} announces an end of what was asked for: ${dates}. Change "endpoint" or "model" before that.${more}`
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** Of several links (RFC 8288), the one about the end; else the first. */
function linkIn(header: string): string | undefined {
  const links = [...header.slice(0, 8000).matchAll(/<([^<>]{1,1000})>([^<]{0,300})/g)]
  const about = links.find(([, , parameters = '']) =>
    /\brel\s*=\s*"?[^",;]*\b(?:sunset|deprecation)\b/i.test(parameters),
  )
  const address = (about ?? links[0])?.[1]
  return address === undefined ? undefined : oneLine(address, 300)
}
