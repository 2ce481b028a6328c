/** `name/version` of package.json, without scope; a repository test keeps them equal. */
export const USER_AGENT = 'chat-completion-action/1.0.0'

/** Where a bug of ours is reported. */
export const ISSUES_HINT = 'the issue tracker of the repository that the step `uses`'
