// Stands in for two packages that dependencies import for features which this action never uses: undici, which
// @actions/core takes for OpenID Connect tokens and @actions/github for octokit, and proxy-agent-negotiate, which
// http-proxy-agent and https-proxy-agent take for Kerberos. Without it, half of dist/ would be a second HTTP stack that is
// loaded in every run, and dist/ would try to load a package that is not there. See docs/decisions/0005-dependencies.md.
const absent = () => {
  throw new Error('This package is not part of the action: see stubs/absent/index.js')
}

// undici
export const fetch = absent

export class ProxyAgent {
  constructor() {
    absent()
  }
}

// proxy-agent-negotiate
export const createNegotiateAuth = absent
