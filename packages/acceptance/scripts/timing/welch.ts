/** Which share of the times is kept, the shortest: what takes long was interrupted by something else. 1: all of them. */
const KEPT_SHARES: readonly number[] = [1, 0.99, 0.95, 0.9, 0.75, 0.5]

/** Times of two kinds of request, in whole microseconds. */
export interface Times {
  readonly known: readonly number[]
  readonly unknown: readonly number[]
}

export interface Comparison {
  readonly keptShare: number
  readonly known: number
  readonly unknown: number
  /** Of the means, in microseconds: positive where known ones take longer. */
  readonly difference: number
  readonly t: number
}

/**
 * Compares two kinds by Welch's t, as in dudect (Reparaz, Balasch and Verbauwhede, "dude, is my code constant time?", DATE
 * 2017, https://eprint.iacr.org/2016/1123): once for all times, and for those below each of some thresholds, which are
 * quantiles of both kinds together, so that the same is cut off from both.
 */
export function comparisons({ known, unknown }: Times): readonly Comparison[] {
  const sorted = [...known, ...unknown].toSorted((one, other) => one - other)
  return KEPT_SHARES.map((keptShare) => {
    const threshold = sorted[Math.ceil(sorted.length * keptShare) - 1] ?? Number.NaN
    const kept = (times: readonly number[]): number[] => times.filter((time) => time <= threshold)
    return { keptShare, ...compare(kept(known), kept(unknown)) }
  })
}

function compare(known: readonly number[], unknown: readonly number[]): Omit<Comparison, 'keptShare'> {
  const difference = mean(known) - mean(unknown)
  const t = difference / Math.sqrt(variance(known) / known.length + variance(unknown) / unknown.length)
  return { known: known.length, unknown: unknown.length, difference, t }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Of a sample: by n - 1. */
function variance(values: readonly number[]): number {
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
}
