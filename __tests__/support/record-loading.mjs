// Preloaded into a step (`node --import`): writes down every module that is imported, and when the request begins,
// in their order, into the file of RECORD_LOADING.
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import { register } from 'node:module'

const record = process.env.RECORD_LOADING

// The hooks run in a thread of their own, whose source this is.
const hooks = `
import { appendFileSync } from 'node:fs'
export async function load(url, context, nextLoad) {
  appendFileSync(${JSON.stringify(record)}, url + '\\n')
  return nextLoad(url, context)
}
`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)
subscribe('http.client.request.start', () => appendFileSync(record, 'REQUEST\n'))
