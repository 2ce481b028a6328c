import { createGate, pause, retryWaitMs } from '../../src/ask/pace.js'

describe('without a word of the server', () => {
  test.each([
    [1, 1000],
    [2, 2000],
    [3, 4000],
    [5, 16_000],
    [6, 30_000],
    [10, 30_000],
  ])('retry %i waits %i ms, less up to a quarter', (retry, ms) => {
    expect(retryWaitMs(retry, undefined, 0)).toBe(ms)
    expect(retryWaitMs(retry, undefined, 1)).toBe(ms * 0.75)
  })
})

describe('the wait that the server named', () => {
  test('is kept to the millisecond, without jitter', () => {
    expect(retryWaitMs(1, 37, 1)).toBe(37)
    expect(retryWaitMs(3, 5_631_000, 1)).toBe(5_631_000)
  })

  test('may be 0 before the first retry, but not before a later one', () => {
    expect(retryWaitMs(1, 0, 0)).toBe(0)
    expect(retryWaitMs(2, 0, 0)).toBe(1000)
    expect(retryWaitMs(9, 999, 0)).toBe(1000)
  })
})

describe('a gate', () => {
  const never = new AbortController().signal

  test('is open until somebody holds it', async () => {
    await createGate().passed(never)
  })

  test('holds back all who come, as long as the longest hold', async () => {
    const gate = createGate()
    const started = performance.now()
    gate.hold(60)
    const passing = [gate.passed(never), gate.passed(never)]
    gate.hold(120)
    gate.hold(1)
    await Promise.all([...passing, gate.passed(never)])
    expect(performance.now() - started).toBeGreaterThanOrEqual(119)
    await gate.passed(never)
  })

  test('lets go of whoever gives up', async () => {
    const gate = createGate()
    gate.hold(2 ** 40)
    const user = new AbortController()
    const passing = gate.passed(user.signal)
    user.abort()
    await passing
    await gate.passed(user.signal)
  })
})

test('a pause ends with its signal', async () => {
  const user = new AbortController()
  const pausing = pause(1e6, user.signal)
  user.abort()
  await pausing
  await pause(1e6, user.signal)
})
