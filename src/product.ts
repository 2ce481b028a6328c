/** `name/version` of package.json, without scope; a repository test keeps them equal. */
export const USER_AGENT = 'chat-completion-action/1.0.0'
