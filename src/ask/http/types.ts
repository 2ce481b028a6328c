/** One HTTP request, ready to be sent. Headers have the spelling that goes over the wire. */
export interface HttpRequest {
  readonly url: URL
  /** `POST` if it is left out; a GET is sent without its body. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One HTTP response, read to its end and decoded (gzip and the like). */
export interface HttpResponse {
  readonly status: number
  /** The reason phrase, possibly empty. */
  readonly statusText: string
  /** Lower-case names; several values of one name are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}
