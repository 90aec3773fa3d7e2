/** Choices that a seed decides. */
export interface Random {
  /** From 0 up to, not including, `limit`; fractions too. */
  below(limit: number): number
  whole(limit: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
}

/** mulberry32, a generator of 32 bits of state: small, quick, and good enough for choices that have to come again. */
export function seededRandom(seed: number): Random {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (limit: number): number => Math.floor(next() * limit)
  return {
    below: (limit) => next() * limit,
    whole,
    chance: (probability) => next() < probability,
    pick<T>(from: readonly T[]): T {
      const picked = from[whole(from.length)]
      if (picked === undefined) throw new RangeError('Nothing to pick from')
      return picked
    },
  }
}
