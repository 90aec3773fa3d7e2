import { expect, test } from 'vitest'
import { estimate, median, quantile, repeatableRandom } from '../src/statistics.ts'
import { zipfRanks } from '../src/zipf.ts'

test('the median is the middle value, or the mean of the two', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
})

test('a quantile lies between its neighbours', () => {
  expect(quantile([0, 10, 20, 30, 40], 0.99)).toBeCloseTo(39.6)
  expect(() => quantile([], 0.5)).toThrow(RangeError)
})

test('the interval holds the median, and is a point where all values agree', () => {
  const { median: middle, low, high } = estimate([0.8, 0.9, 1, 1.1, 0.7, 0.95, 0.85])
  expect(middle).toBe(0.9)
  expect(low).toBeGreaterThanOrEqual(0.7)
  expect(low).toBeLessThan(middle)
  expect(high).toBeGreaterThan(middle)
  expect(high).toBeLessThanOrEqual(1.1)
  expect(estimate([1, 1, 1])).toEqual({ median: 1, low: 1, high: 1 })
})

test('ranks by Zipf stay in range, and fall off as the law says', () => {
  const rank = zipfRanks(1000, repeatableRandom(3))
  const counts = Array.from({ length: 1000 }, () => 0)
  for (let draw = 0; draw < 200_000; draw += 1) {
    const drawn = rank()
    counts[drawn] = (counts[drawn] ?? Number.NaN) + 1
  }
  expect(counts.every((count) => Number.isInteger(count))).toBe(true)
  const [first = 0, second = 0] = counts
  expect(first / second).toBeGreaterThan(1.9)
  expect(first / second).toBeLessThan(2.07)
})
