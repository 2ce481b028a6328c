import type { Document, YAMLError } from 'yaml'
import { oneLine } from '../display-text.js'

const QUOTE = 'put a text that begins with {, [, &, *, ! or holds ": " in quotes'

/** What the parser finds, in words of our own where its own would quote the text or address a programmer. */
const TEXTS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAG_RESOLVE_FAILED: `what begins with ! is a tag to YAML, and this one is unknown: ${QUOTE}`,
  BAD_ALIAS: `what begins with * is an alias to YAML, and nothing defines this one: ${QUOTE}`,
  BAD_DQ_ESCAPE: 'a backslash in double quotes that YAML does not know: use single quotes',
  BAD_DIRECTIVE: 'a line that begins with % and is no directive of YAML',
  MULTIPLE_DOCS: 'it holds more than one YAML document (---)',
  UNEXPECTED_TOKEN: `something is left over behind a value: ${QUOTE}`,
  BLOCK_AS_IMPLICIT_KEY: `two keys on one line: ${QUOTE}`,
}

export interface YamlTrouble {
  /** In UTF-16 units. */
  readonly offset: number
  /** Quotes nothing: the text may hold a secret. */
  readonly detail: string
}

/** What makes a parsed document unusable: an error, an unknown tag, or a key that is a list or a map. */
export function yamlTrouble(document: Document.Parsed, yaml: typeof import('yaml')): YamlTrouble | undefined {
  // An unknown tag is only a warning to the library, which then drops the value.
  const [error] = [...document.errors, ...document.warnings]
  if (error !== undefined) {
    const detail = TEXTS[error.code] ?? oneLine(error.message.split(': ')[0] ?? '', 120)
    return { offset: error.pos[0], detail }
  }
  let found: YamlTrouble | undefined
  yaml.visit(document, {
    Pair: (_, { key }) => {
      if (!yaml.isCollection(key)) return undefined
      found = { offset: key.range?.[0] ?? 0, detail: `a key that is a list or a map: ${QUOTE}` }
      return yaml.visit.BREAK
    },
  })
  return found
}
