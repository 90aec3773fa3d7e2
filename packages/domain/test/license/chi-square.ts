/**
 * Pearson's chi-square statistic of observed counts against equal chances (NIST/SEMATECH e-Handbook of Statistical
 * Methods, 1.3.5.15): the sum of (observed − expected)² / expected.
 */
export function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

/**
 * What the statistic of 36 equally likely symbols (35 degrees of freedom) exceeds with a probability of 1e-6. Twelve
 * positions exceed it once in some 83,000 runs.
 */
export const CRITICAL_VALUE_35 = 89.947
