import { isObject } from '../json-value.js'
import { pointerPath } from './pointer.js'
import { childSchemas, type Schema } from './subschemas.js'

export type Draft = 'draft-07' | '2020-12'

/** References of the schemas inside a schema, or what is wrong with one, and where: a JSON Pointer. */
export type LocalReferences =
  | { readonly ok: true; readonly references: ReadonlyMap<Schema, readonly string[]> }
  | { readonly ok: false; readonly pointer: string; readonly problem: string }

/** A schema inside another one, with what its references are relative to. */
interface Place {
  readonly pointer: string
  readonly schema: Schema
  readonly base: string
}

/** Every name by which a schema can be referred to, and the pointer from the root that leads there. */
interface Names {
  readonly root: Schema
  readonly places: readonly Place[]
  /** Absolute addresses: of a resource without a fragment, of an anchor with one. */
  readonly all: ReadonlyMap<string, string>
  readonly dynamic: ReadonlyMap<string, string>
}

/** What references are relative to where a schema has no `$id`. It is never fetched. */
const NO_BASE = 'http://schema.invalid/'

/** In place of a reference. */
const SEVERAL = 'several'

/** The two addresses that need not be in the schema, in either scheme, and how Ajv knows them. */
const METASCHEMAS = [
  {
    address: /^https?:\/\/json-schema\.org\/draft-07\/schema(?=#|$)#?/,
    known: 'http://json-schema.org/draft-07/schema#',
  },
  {
    address: /^https?:\/\/json-schema\.org\/draft\/2020-12\/schema(?=#|$)#?/,
    known: 'https://json-schema.org/draft/2020-12/schema#',
  },
]

/**
 * For each schema in a schema that has a `$ref` or `$dynamicRef` (or both), references to the same places as
 * pointers from the root: `#/$defs/label`. With them `$id`, `$anchor` and `$dynamicAnchor` are no longer needed.
 *
 * Ajv mistakes some of them, as the official test suite shows: it recurses without end on a `$ref` beside an `$id`,
 * and finds no `$dynamicAnchor` that stands in `$defs`.
 */
export function localReferences(root: Schema, draft: Draft): LocalReferences {
  const names = namesIn(root, draft)
  const references = new Map<Schema, readonly string[]>()
  for (const { schema, base, pointer } of names.places) {
    const { $ref: ref, $dynamicRef: dynamicRef } = schema
    const found: string[] = []
    if (typeof ref === 'string') {
      const target = resolve(ref, base, names)
      if (target === undefined) return missing(`${pointer}/$ref`, ref)
      found.push(target)
    }
    if (draft === '2020-12' && typeof dynamicRef === 'string') {
      const target = resolveDynamic(dynamicRef, base, names)
      if (target === undefined) return missing(`${pointer}/$dynamicRef`, dynamicRef)
      if (target === SEVERAL) {
        const problem = 'can lead to several places, which is not supported: use $ref'
        return { ok: false, pointer: `${pointer}/$dynamicRef`, problem }
      }
      found.push(target)
    }
    if (found.length > 0) references.set(schema, found)
  }
  return { ok: true, references }
}

function missing(pointer: string, reference: string): LocalReferences {
  const where = /^[^#]/.test(reference) ? ', and nothing is fetched' : ''
  const problem = `leads to "${reference}", which is not in the schema${where}: put the definition into $defs`
  return { ok: false, pointer, problem }
}

function namesIn(root: Schema, draft: Draft): Names {
  const all = new Map([[NO_BASE, '']])
  const dynamic = new Map<string, string>()
  const places: Place[] = []
  const pending = [{ pointer: '', schema: root, outerBase: NO_BASE }]
  // The list grows while it is walked.
  for (const { pointer, schema, outerBase } of pending) {
    const { $id: id, $anchor: anchor, $dynamicAnchor: dynamicAnchor } = schema
    const isAnchor = draft === 'draft-07' && typeof id === 'string' && id.startsWith('#')
    // Draft-07 ignores what stands beside a `$ref`.
    const isIgnored = isAnchor || (draft === 'draft-07' && '$ref' in schema)
    const base = typeof id === 'string' && !isIgnored ? absolute(id, outerBase).replace(/#$/, '') : outerBase
    if (base !== outerBase || pointer === '') add(all, base, pointer)
    if (isAnchor) add(all, absolute(id, base), pointer)
    if (draft === '2020-12') {
      if (typeof anchor === 'string') add(all, `${base}#${anchor}`, pointer)
      if (typeof dynamicAnchor === 'string') {
        add(all, `${base}#${dynamicAnchor}`, pointer)
        add(dynamic, `${base}#${dynamicAnchor}`, pointer)
      }
    }
    places.push({ pointer, schema, base })
    for (const child of childSchemas(schema)) {
      pending.push({ pointer: pointer + child.pointer, schema: child.schema, outerBase: base })
    }
  }
  return { root, places, all, dynamic }
}

function add(map: Map<string, string>, name: string, pointer: string): void {
  if (!map.has(name)) map.set(name, pointer)
}

/** @returns undefined if there is no such place */
function resolve(ref: string, base: string, { root, all }: Names): string | undefined {
  const address = absolute(ref, base)
  const anchored = all.get(address)
  if (anchored !== undefined) return asReference(anchored)
  const [resource = '', fragment = ''] = address.split('#')
  const start = all.get(resource)
  if (start === undefined) return metaschema(address)
  if (fragment !== '' && !fragment.startsWith('/')) return undefined
  const pointer = start + decoded(fragment)
  return isThere(pointer, root) ? asReference(pointer) : undefined
}

/**
 * A `$dynamicRef` leads to the outermost resource that has the anchor, of those on the way to it. The root is
 * always the outermost.
 */
function resolveDynamic(ref: string, base: string, names: Names): string | undefined {
  const address = absolute(ref, base)
  if (!names.dynamic.has(address)) return resolve(ref, base, names)
  const [, anchor = ''] = address.split('#')
  const ofRoot = names.dynamic.get(`${names.places[0]?.base ?? NO_BASE}#${anchor}`)
  if (ofRoot !== undefined) return asReference(ofRoot)
  const like = [...names.dynamic.keys()].filter((name) => name.endsWith(`#${anchor}`))
  return like.length === 1 ? resolve(ref, base, names) : SEVERAL
}

function metaschema(address: string): string | undefined {
  const found = METASCHEMAS.find((one) => one.address.test(address))
  return found === undefined ? undefined : address.replace(found.address, found.known)
}

function isThere(pointer: string, root: unknown): boolean {
  let value = root
  for (const segment of pointerPath(pointer)) {
    if (Array.isArray(value)) value = value[Number(segment)]
    else if (isObject(value) && Object.hasOwn(value, segment)) value = value[segment]
    else return false
  }
  return isObject(value) || typeof value === 'boolean'
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
