import type { RandomBytes } from '@keybox/domain'
import { describe, expect, it } from 'vitest'

const SAMPLE = 1_000_000
const VALUES = 256

/** What every source of random bytes does. */
export function randomBytesContract(randomBytes: RandomBytes): void {
  describe('contract: random-bytes', { timeout: 60_000 }, () => {
    it.each([0, 1, 12, 65_536, 65_537, 1_000_000])('gives %i bytes when asked for as many', (count) => {
      const bytes = randomBytes(count)
      expect(bytes).toBeInstanceOf(Uint8Array)
      expect(bytes).toHaveLength(count)
    })

    it('gives others each time', () => {
      const draws = Array.from({ length: 10_000 }, () => randomBytes(16).join())
      expect(new Set(draws).size).toBe(draws.length)
    })

    it('gives bytes of their own each time: a later draw changes no earlier one', () => {
      const first = randomBytes(32)
      const before = first.join()
      for (let draw = 0; draw < 1_000; draw += 1) randomBytes(32)
      expect(first.join()).toBe(before)
    })

    it('gives every value equally often', () => {
      expect(chiSquare(countsOf(randomBytes(SAMPLE)))).toBeLessThan(LIMIT)
    })

    it('gives every difference of neighbours equally often: a byte tells nothing of the next', () => {
      const bytes = randomBytes(SAMPLE)
      const differences = bytes.map((byte, at) => byte - (bytes[at - 1] ?? 0))
      expect(chiSquare(countsOf(differences))).toBeLessThan(LIMIT)
    })
  })
}

/**
 * 255 degrees of freedom have mean 255 and standard deviation √510 ≈ 22.6; eight of those above the mean come about by
 * chance less than once in 10¹⁰ runs.
 */
const LIMIT = VALUES - 1 + 8 * Math.sqrt(2 * (VALUES - 1))

function countsOf(bytes: Uint8Array): readonly number[] {
  const counts = Array.from({ length: VALUES }, () => 0)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  return counts
}

/** Pearson's statistic against an even spread. */
function chiSquare(counts: readonly number[]): number {
  const expected = SAMPLE / VALUES
  return counts.reduce((sum, observed) => sum + (observed - expected) ** 2 / expected, 0)
}
