import { childSchemas, type Schema } from './subschemas.js'

/** A schema inside another one, with what its references are relative to. */
interface Place {
  readonly schema: Schema
  readonly base: string
}

/** Every name by which a schema can be referred to, and the pointer from the root that leads there. */
interface Names {
  /** Absolute addresses: of a resource without a fragment, of an anchor with one. */
  readonly static: Map<string, string>
  readonly dynamic: Map<string, string>
  readonly places: Place[]
}

export type Draft = 'draft-07' | '2020-12'

/** What references are relative to where a schema has no `$id`. It is never fetched. */
const NO_BASE = 'http://schema.invalid/'

/**
 * For each schema in a schema that has a `$ref` or `$dynamicRef` (or both), references to the same places as
 * pointers from the root: `#/$defs/label`. With them `$id`, `$anchor` and `$dynamicAnchor` are no longer needed. A
 * reference that leads out of the schema stays as it is.
 *
 * Ajv mistakes some of them (https://ajv.js.org/json-schema.html#draft-2020-12 and the official test suite): it
 * recurses without end on a `$ref` beside an `$id`, and finds no `$dynamicAnchor` that stands in `$defs`.
 *
 * @returns undefined if a `$dynamicRef` depends on the way that leads to it, which no pointer can tell
 */
export function localReferences(
  root: Schema,
  draft: Draft,
): ReadonlyMap<Schema, readonly string[]> | undefined {
  const names = namesIn(root, draft)
  const found = new Map<Schema, readonly string[]>()
  for (const { schema, base } of names.places) {
    const { $ref: ref, $dynamicRef: dynamicRef } = schema
    if (typeof ref === 'string') found.set(schema, [resolve(ref, base, names.static)])
    if (draft === '2020-12' && typeof dynamicRef === 'string') {
      const target = resolveDynamic(dynamicRef, base, names)
      if (target === undefined) return undefined
      found.set(schema, [...(found.get(schema) ?? []), target])
    }
  }
  return found
}

function namesIn(root: Schema, draft: Draft): Names {
  const names: Names = { static: new Map([[NO_BASE, '']]), dynamic: new Map(), places: [] }
  const pending = [{ pointer: '', schema: root, outerBase: NO_BASE }]
  // The list grows while it is walked.
  for (const { pointer, schema, outerBase } of pending) {
    const { $id: id, $anchor: anchor, $dynamicAnchor: dynamicAnchor } = schema
    const isAnchor = draft === 'draft-07' && typeof id === 'string' && id.startsWith('#')
    // Draft-07 ignores what stands beside a `$ref`.
    const isIgnored = isAnchor || (draft === 'draft-07' && '$ref' in schema)
    const base = typeof id === 'string' && !isIgnored ? absolute(id, outerBase).replace(/#$/, '') : outerBase
    if (base !== outerBase || pointer === '') add(names.static, base, pointer)
    if (isAnchor) add(names.static, absolute(id, base), pointer)
    if (draft === '2020-12') {
      if (typeof anchor === 'string') add(names.static, `${base}#${anchor}`, pointer)
      if (typeof dynamicAnchor === 'string') {
        add(names.static, `${base}#${dynamicAnchor}`, pointer)
        add(names.dynamic, `${base}#${dynamicAnchor}`, pointer)
      }
    }
    names.places.push({ schema, base })
    for (const child of childSchemas(schema)) {
      pending.push({ pointer: pointer + child.pointer, schema: child.schema, outerBase: base })
    }
  }
  return names
}

function add(map: Map<string, string>, name: string, pointer: string): void {
  if (!map.has(name)) map.set(name, pointer)
}

function resolve(ref: string, base: string, known: Names['static']): string {
  const address = absolute(ref, base)
  const anchored = known.get(address)
  if (anchored !== undefined) return asReference(anchored)
  const [resource = '', fragment = ''] = address.split('#')
  const start = known.get(resource)
  if (start === undefined || (fragment !== '' && !fragment.startsWith('/'))) return ref
  return asReference(start + decoded(fragment))
}

/**
 * A `$dynamicRef` leads to the outermost resource that has the anchor, of those on the way to it. The root is
 * always the outermost.
 */
function resolveDynamic(
  ref: string,
  base: string,
  { static: known, dynamic, places }: Names,
): string | undefined {
  const address = absolute(ref, base)
  if (!dynamic.has(address)) return resolve(ref, base, known)
  const [, anchor = ''] = address.split('#')
  const ofRoot = dynamic.get(`${places[0]?.base ?? NO_BASE}#${anchor}`)
  if (ofRoot !== undefined) return asReference(ofRoot)
  const all = [...dynamic].filter(([name]) => name.endsWith(`#${anchor}`))
  return all.length === 1 ? resolve(ref, base, known) : undefined
}

function asReference(pointer: string): string {
  const segments = pointer.split('/').slice(1)
  return `#${segments.map((segment) => `/${encodeURIComponent(segment)}`).join('')}`
}

function absolute(reference: string, base: string): string {
  try {
    return new URL(reference, base).href
  } catch {
    return reference
  }
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}
