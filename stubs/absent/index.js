// Stands in for packages that dependencies import for features which this action never uses: undici, which @actions/core
// takes for OpenID Connect tokens and @actions/github for octokit; proxy-agent-negotiate, which http-proxy-agent and
// https-proxy-agent take for Kerberos; and the table of all methods of GitHub's API (100 kB), which octokit has no need of
// where a request names its route. Without it, half of dist/ would be a second HTTP stack that is loaded in every run, and
// dist/ would try to load a package that is not there. See docs/decisions/0005-dependencies.md.
const absent = () => {
  throw new Error('This package is not part of the action: see stubs/absent/index.js')
}

// undici
export const fetch = absent

// @actions/github makes one while it is loaded where a proxy is set, for the `fetch` above, which is never called.
export class ProxyAgent {}

// proxy-agent-negotiate
export const createNegotiateAuth = absent

// @octokit/plugin-rest-endpoint-methods: a plugin that adds nothing
export const restEndpointMethods = () => ({})
