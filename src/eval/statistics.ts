/** The quantile of the normal distribution for 95 %, two-sided. */
const Z = 1.959964

/**
 * Wilson's 95 % interval of a rate, in percent, to a hundredth: with few tests a rate says little, and this says how
 * little. https://doi.org/10.1080/01621459.1927.10502953
 *
 * @param total at least 1
 */
export function wilsonInterval(passed: number, total: number): readonly [low: number, high: number] {
  const rate = passed / total
  const scale = 1 + Z ** 2 / total
  const middle = (rate + Z ** 2 / (2 * total)) / scale
  const half = (Z / scale) * Math.sqrt((rate * (1 - rate)) / total + Z ** 2 / (4 * total ** 2))
  return [percent(middle - half), percent(middle + half)]
}

/** A rate as people read it: to a hundredth of a percent. */
export function rateText(rate: number): string {
  return String(Math.round(rate * 100) / 100)
}

function percent(share: number): number {
  return Math.round(Math.min(Math.max(share, 0), 1) * 10_000) / 100
}

/**
 * McNemar's exact test, two-sided: how likely it is, if a change made no difference, that of the tests which changed
 * so many or more changed the same way. https://doi.org/10.1007/BF02295996
 *
 * @returns p, from 0 to 1
 */
export function mcNemar(broken: number, fixed: number): number {
  const changed = broken + fixed
  const rare = Math.min(broken, fixed)
  // In logarithms: 0.5 to the power of some thousand is 0 to a double.
  let log = -changed * Math.LN2
  let sum = 0
  for (let k = 0; k <= rare; k += 1) {
    sum += Math.exp(log)
    log += Math.log((changed - k) / (k + 1))
  }
  return Math.min(1, 2 * sum)
}
