// Preloaded into a step (`node --import`): writes down every module that is loaded, and when the request begins, in
// their order, into the file of RECORD_LOADING.
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import Module from 'node:module'
import { pathToFileURL } from 'node:url'

const seen = new Set()
const note = (line) => {
  if (seen.has(line)) return
  seen.add(line)
  appendFileSync(process.env.RECORD_LOADING, `${line}\n`)
}

// The bundle is CommonJS: its chunks, and what it takes of Node, come through here.
const load = Module._load
Module._load = function (request, parent, isMain) {
  const isOfNode = Module.isBuiltin(request)
  note(
    isOfNode
      ? `node:${request.replace(/^node:/, '')}`
      : pathToFileURL(Module._resolveFilename(request, parent, isMain)).href,
  )
  return load.call(this, request, parent, isMain)
}
subscribe('http.client.request.start', () => note('REQUEST'))
