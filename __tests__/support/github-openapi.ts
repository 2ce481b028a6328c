import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { readFileSync } from 'node:fs'
import { valuesIn } from './github-server.js'
import type { ArrivedRequest } from './inference-server.js'

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: object
}

interface Operation {
  readonly parameters: readonly Parameter[]
  readonly body?: { readonly properties?: Readonly<Record<string, object>> }
}

/** GitHub's own description of the requests that are made here: `scripts/github-openapi.mjs` writes it. */
const DESCRIPTION = JSON.parse(
  readFileSync(new URL('../fixtures/github-openapi.json', import.meta.url), 'utf8'),
) as { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

const ajv = new Ajv({ strict: false, coerceTypes: false, allErrors: true })
addFormats.default(ajv)

/** What of a request to GitHub's API is not as GitHub describes it; empty where it is right. */
export function openapiProblems({ method, path, json, body }: ArrivedRequest): string[] {
  const url = new URL(path, 'http://github.test')
  const found = Object.entries(DESCRIPTION.paths)
    .map(([template, operations]) => ({ values: valuesIn(url.pathname, template), operations }))
    // `/labels/{name}` fits `/labels/a`, and a path without a placeholder there fits better.
    .filter(({ values }) => values !== undefined)
    .sort((a, b) => Object.keys(a.values ?? {}).length - Object.keys(b.values ?? {}).length)[0]
  const operation = found?.operations[method.toLowerCase()]
  if (found?.values === undefined || operation === undefined)
    return [`${method} ${url.pathname} is not described`]
  const { values } = found
  const problems = operation.parameters.flatMap(({ name, in: place, required, schema }) => {
    const value = place === 'path' ? values[name] : place === 'query' ? url.searchParams.get(name) : undefined
    if (value === undefined || value === null) return required === true ? [`${name} is missing`] : []
    return wrongIn(name, schema, typed(value, schema))
  })
  const known = operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name)
  const unknown = [...url.searchParams.keys()].filter((name) => !known.includes(name))
  if (body === '') return [...problems, ...unknown]
  if (operation.body === undefined) return [...problems, ...unknown, 'it takes no body']
  const fields = Object.keys(operation.body.properties ?? json ?? {})
  const extra = Object.keys(json ?? {}).filter((name) => !Array.isArray(json) && !fields.includes(name))
  return [...problems, ...unknown, ...extra, ...wrongIn('body', operation.body, json)]
}

function wrongIn(name: string, schema: object, value: unknown): string[] {
  const validate = ajv.compile(withoutNullable(schema))
  if (validate(value)) return []
  return (validate.errors ?? []).map((error) => `${name}${error.instancePath} ${error.message ?? ''}`)
}

/** A text of a path or query as what its schema says it is. */
function typed(value: string, schema: object): unknown {
  const type = 'type' in schema ? schema.type : undefined
  return type === 'integer' || type === 'number'
    ? Number(value)
    : type === 'boolean'
      ? value === 'true'
      : value
}

/** OpenAPI's `nullable` beside `oneOf`, which Ajv does not know. */
function withoutNullable(schema: object): object {
  const text = JSON.stringify(schema, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('nullable' in value) || 'type' in value) return value
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'nullable'))
  })
  return JSON.parse(text) as object
}
