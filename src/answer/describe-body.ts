import { oneLine } from '../display-text.js'
import { isObject } from '../json-value.js'

/**
 * What a body is, instead of a chat completion, in words that let a person guess the reason. Of what may be the
 * model's own words nothing is quoted.
 */
export function describeBody(body: string, parsed: unknown): string {
  const start = body.slice(0, 2000).trim()
  if (start === '') return 'it is empty'
  if (/^(?:<!doctype html|<html|<head|<body)/i.test(start)) {
    const title = /<title[^>]*>([^<]{1,200})/i.exec(body.slice(0, 20_000))?.[1]
    return title === undefined ? 'it is an HTML page' : `it is an HTML page, "${oneLine(title, 120)}"`
  }
  if (/^(?:data|event|id|retry)?:/.test(start)) {
    return 'it is an event stream, although "stream": false was asked for'
  }
  if (parsed === undefined) return 'it is not valid JSON'
  if (!isObject(parsed)) return 'it is JSON, but no object'
  const { choices } = parsed
  if (Array.isArray(choices)) {
    return choices.length === 0 ? 'its list of choices is empty' : 'its first choice has not the shape of one'
  }
  const keys = Object.keys(parsed)
  return keys.length === 0 ? 'it is an empty object' : 'it has no list of choices'
}
