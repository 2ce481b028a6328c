/** The first line of what `update` made, by which it is found again. */
export function marker(name: string): string {
  return `<!-- chat-completion-action:${name} -->`
}

/** Whether a body is what an `update` of this name made. */
export function hasMarker(body: string, name: string): boolean {
  return body.split(/\r?\n/, 1)[0]?.trim() === marker(name)
}
