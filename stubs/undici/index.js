// @actions/core imports undici for OpenID Connect tokens, @actions/github for octokit. This action uses
// neither, and its one HTTP client is src/client/. Without this stub, half of dist/ would be a second HTTP
// stack that is loaded in every run. See docs/decisions/0005-dependencies.md.
const absent = () => {
  throw new Error('undici is not part of this action: see stubs/undici/index.js')
}

export const fetch = absent

export class ProxyAgent {
  constructor() {
    absent()
  }
}
