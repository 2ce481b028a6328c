/** Remedies of failures that both the client and the reader of responses find. */

export const BROKEN_OFF_REMEDY =
  'Run the step again; if it happens again, look into the logs of the server and of what stands in front of it.'

export const PROXY_LOGIN_REMEDY =
  'Set user name and password in HTTPS_PROXY or HTTP_PROXY, as in http://USER:PASSWORD@HOST:PORT, percent-encoded.'

export const REDIRECT_REMEDY =
  'Set the input "endpoint" to the address that answers by itself: only 307 and 308 within the same origin are followed (three at most), so that no other server gets the token or the prompt.'
