/** The middle value; of an even number the mean of the two. @throws RangeError when there is none */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** By linear interpolation between the two nearest. @throws RangeError when there is no value */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  if (below === undefined || above === undefined) throw new RangeError('No values')
  return below + (above - below) * (place - Math.floor(place))
}

export interface Estimate {
  readonly median: number
  /** 95 % bootstrap interval of the median. */
  readonly low: number
  readonly high: number
}

const RESAMPLES = 2000

/**
 * The median of `values` with a percentile bootstrap interval (Efron 1979): the values drawn anew with replacement many
 * times, the median each time. It says how far the median would move if these very rounds had come in other numbers; a
 * drift that all rounds share it cannot see.
 */
export function estimate(values: readonly number[], random: () => number = repeatableRandom(1)): Estimate {
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(values.map((_, __, all) => all[Math.floor(random() * all.length)] ?? Number.NaN)),
  )
  return { median: median(values), low: quantile(medians, 0.025), high: quantile(medians, 0.975) }
}

/** Uniform in [0, 1), the same sequence for the same seed (mulberry32, Tommy Ettinger, public domain). */
export function repeatableRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
