// By name, so that the bundle leaves out the rest of the package, with its HTTP client: 30 kB less to load.
export { summary } from '@actions/core'
