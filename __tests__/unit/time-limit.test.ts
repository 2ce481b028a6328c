import { withinTimeLimit } from '../../src/time-limit.js'

describe('withinTimeLimit', () => {
  test('hands back what the work returns, undefined too', () => {
    expect(withinTimeLimit(1000, () => 42)).toEqual({ done: true, value: 42 })
    expect(withinTimeLimit(1000, () => undefined)).toEqual({ done: true, value: undefined })
  })

  test('stops a loop that would never end', () => {
    const result = withinTimeLimit(50, () => {
      for (;;);
    })
    expect(result).toEqual({ done: false })
  })

  test('stops work that catches every error', () => {
    const result = withinTimeLimit(50, () => {
      for (;;) {
        try {
          for (;;);
        } catch {
          // The time limit is no exception that code can catch.
        }
      }
    })
    expect(result).toEqual({ done: false })
  })

  test('stops a regular expression that backtracks for ages', () => {
    expect(withinTimeLimit(50, () => /^(?:a+)+$/.test(`${'a'.repeat(60)}b`))).toEqual({ done: false })
  })

  test('throws on what the work throws', () => {
    const fault = new RangeError('too deep')
    expect(() =>
      withinTimeLimit(1000, () => {
        throw fault
      }),
    ).toThrow(fault)
  })

  test('leaves the process usable afterwards', () => {
    withinTimeLimit(20, () => {
      for (;;);
    })
    expect(withinTimeLimit(1000, () => [1, 2, 3].map((n) => n * 2))).toEqual({ done: true, value: [2, 4, 6] })
  })
})
