import { setMaxListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { createWindow, type Window } from '../../src/ask/window.js'

/** Asks for so many places; those that are let in say so at once. */
async function crowd(window: Window, count: number, signal = new AbortController().signal) {
  setMaxListeners(0, signal)
  const inside: (() => void)[] = []
  const entering = Array.from({ length: count }, async () => {
    const leave = await window.enter(signal)
    if (leave !== undefined) inside.push(leave)
  })
  await setImmediate()
  return {
    inside,
    entering,
    /** One comes out, with a good answer if `headers` are given. */
    leave: async (headers?: Readonly<Record<string, string>>, tokens = 0): Promise<void> => {
      if (headers !== undefined) window.succeeded({ headers }, tokens)
      inside.shift()?.()
      await setImmediate()
    },
  }
}

test.each([
  [1, 1],
  [3, 3],
  [4, 4],
  [64, 4],
])('below a ceiling of %d it begins at %d', async (ceiling, first) => {
  const { inside } = await crowd(createWindow(ceiling), 100)
  expect(inside).toHaveLength(first)
})

test('it grows by one for each window of successes, up to its ceiling', async () => {
  const { inside, leave } = await crowd(createWindow(6), 100)
  const sizes: number[] = []
  for (let answers = 1; answers <= 20; answers += 1) {
    await leave({})
    sizes.push(inside.length)
  }
  // 4 answers, then 5; from 6 on it stays.
  expect(sizes).toEqual([4, 4, 4, 5, 5, 5, 5, 5, ...Array.from({ length: 12 }, () => 6)])
})

test('a 429 halves it, once for all that were out', async () => {
  const window = createWindow(64)
  const { inside, leave } = await crowd(window, 100)
  for (let refused = 0; refused < 4; refused += 1) window.limited()
  await leave()
  await leave()
  // Nobody has come in for them.
  expect(inside).toHaveLength(2)
  await leave()
  expect(inside).toHaveLength(2)
  await leave()
  // All of the four are back by now: the next one is news.
  window.limited()
  await leave()
  expect(inside).toHaveLength(1)
  for (let refused = 0; refused < 3; refused += 1) {
    window.limited()
    await leave()
    // It is never closed for good.
    expect(inside).toHaveLength(1)
  }
})

test('a wait that the server asks for holds back all, and ends with the run', async () => {
  const window = createWindow(64)
  window.gate.hold(3_600_000)
  const stop = new AbortController()
  const { inside, entering } = await crowd(window, 3, stop.signal)
  expect(inside).toHaveLength(0)
  stop.abort()
  await Promise.all(entering)
})

test('who waits for a place is told that the run has ended', async () => {
  const stop = new AbortController()
  const window = createWindow(1)
  await window.enter(stop.signal)
  const waiting = window.enter(stop.signal)
  stop.abort()
  expect(await waiting).toBeUndefined()
  expect(await window.enter(stop.signal)).toBeUndefined()
})

test.each<[name: string, headers: Record<string, string>, tokens: number, isHeld: boolean]>([
  ['no requests are left', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' }, 0, true],
  ['one request is left', { 'x-ratelimit-remaining-requests': '1', 'x-ratelimit-reset-requests': '6m0s' }, 0, false],
  ['fewer tokens are left than 4 requests take', { 'x-ratelimit-remaining-tokens': '399', 'x-ratelimit-reset-tokens': '59' }, 100, true],
  ['enough tokens are left', { 'x-ratelimit-remaining-tokens': '400', 'x-ratelimit-reset-tokens': '59' }, 100, false],
  ['a point in time is named', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1795658907' }, 0, false],
  ['nothing is named', {}, 100, false],
])('%s', async (_, headers, tokens, isHeld) => {
  const window = createWindow(64)
  const stop = new AbortController()
  const { inside, leave, entering } = await crowd(window, 100, stop.signal)
  await leave(headers, tokens)
  expect(inside).toHaveLength(isHeld ? 3 : 4)
  stop.abort()
  await Promise.all(entering)
}) // prettier-ignore

test('what counts down is over at its time', async () => {
  const window = createWindow(1)
  const leave = await window.enter(new AbortController().signal)
  window.succeeded(
    { headers: { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '30ms' } },
    0,
  )
  const from = performance.now()
  leave?.()
  expect(await window.enter(new AbortController().signal)).toBeDefined()
  expect(performance.now() - from).toBeGreaterThanOrEqual(29)
})
