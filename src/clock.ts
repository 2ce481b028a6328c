/** In ms, on a clock that is never set back. `performance.now()` is one too, but loads a module, before the request. */
export function now(): number {
  return process.uptime() * 1000
}
