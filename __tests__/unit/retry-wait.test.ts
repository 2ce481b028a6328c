import { retryWaitMs } from '../../src/client/retry-wait.js'

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
