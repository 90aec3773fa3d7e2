import { createHash } from 'node:crypto'

/** 2⁴⁸: six bytes of a digest become a fraction of it. */
const SIX_BYTES = 2 ** 48

/**
 * Choices that come again with the same seed: the numbers are SHA-256 of the seed and a counter, so that a fork is as
 * good as its parent, and neither disturbs the other however they take turns.
 */
export class SeededChoices {
  readonly #seed: string
  #drawn = 0

  constructor(seed: string) {
    this.#seed = seed
  }

  /** Choices of their own under the same seed. */
  fork(name: string): SeededChoices {
    return new SeededChoices(`${this.#seed}/${name}`)
  }

  /** At least 0, less than 1. */
  fraction(): number {
    this.#drawn += 1
    const digest = createHash('sha256').update(`${this.#seed}#${this.#drawn}`).digest()
    return digest.readUIntBE(0, 6) / SIX_BYTES
  }

  /** At least `from`, less than `to`. */
  between(from: number, to: number): number {
    return from + this.fraction() * (to - from)
  }

  /** From 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.fraction() * count)
  }

  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  oneOf<T>(values: readonly [T, ...T[]]): T {
    return values[this.below(values.length)] ?? values[0]
  }

  /** One of the names, each as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const entries = Object.entries(weights) as [Name, number][]
    let left = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of entries) {
      left -= weight
      if (left < 0) return name
    }
    throw new RangeError('There is nothing to choose from')
  }
}
