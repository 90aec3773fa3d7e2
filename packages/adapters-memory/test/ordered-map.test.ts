import { describe, expect, it } from 'vitest'
import { OrderedMap } from '../src/ordered-map.ts'

const numbers = (one: number, other: number): number => one - other

/** 0 … count - 1 in an order that looks random and is the same in every run (a step coprime to the count). */
function shuffled(count: number, step: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => (index * step) % count)
}

function mapOf(keys: readonly number[]): OrderedMap<number, string> {
  return keys.reduce((map, key) => map.with(key, `value ${key}`), OrderedMap.empty<number, string>(numbers))
}

describe('an ordered map', () => {
  it.each([
    ['ascending', shuffled(1_000, 1)],
    ['descending', shuffled(1_000, 1).toReversed()],
    ['shuffled', shuffled(1_000, 617)],
    ['otherwise shuffled', shuffled(1_000, 381)],
  ])('finds and orders what came in %s', (_, keys) => {
    const map = mapOf(keys)
    for (const key of keys) expect(map.get(key)).toBe(`value ${key}`)
    expect(map.get(-1)).toBeUndefined()
    expect(map.get(0.5)).toBeUndefined()
    expect([...map.from(-Infinity)].map(([key]) => key)).toStrictEqual(shuffled(1_000, 1))
  })

  it('starts where it is told to, on a key or between two', () => {
    const map = mapOf(shuffled(100, 37))
    for (let first = -1; first <= 100; first += 1) {
      const expected = shuffled(100, 1).filter((key) => key >= first)
      expect([...map.from(first)].map(([key]) => key)).toStrictEqual(expected)
      expect([...map.from(first - 0.5)].map(([key]) => key)).toStrictEqual(expected)
    }
  })

  it('never changes: each version keeps what it had', () => {
    const versions = [OrderedMap.empty<number, string>(numbers)]
    for (const key of shuffled(200, 77)) versions.push((versions.at(-1) ?? mapOf([])).with(key, 'first'))
    const last = versions.at(-1)?.with(5, 'second')
    for (const [size, version] of versions.entries()) expect([...version.from(-1)]).toHaveLength(size)
    expect(versions.at(-1)?.get(5)).toBe('first')
    expect(last?.get(5)).toBe('second')
    expect([...(last ?? mapOf([])).from(-1)]).toHaveLength(200)
  })

  it.each([
    ['ascending', shuffled(1_000, 1)],
    ['descending', shuffled(1_000, 1).toReversed()],
    ['shuffled', shuffled(1_000, 617)],
  ])('forgets what is taken away in order %s, and nothing else', (_, keys) => {
    const full = mapOf(shuffled(1_000, 381))
    let map = full
    for (const [taken, key] of keys.entries()) {
      expect(map.without(key + 0.5)).toBe(map)
      map = map.without(key)
      expect(map.get(key)).toBeUndefined()
      if (taken % 50 > 0) continue
      const left = keys.slice(taken + 1).toSorted(numbers)
      expect([...map.from(-1)]).toStrictEqual(left.map((each) => [each, `value ${each}`]))
    }
    expect([...map.from(-1)]).toStrictEqual([])
    expect([...full.from(-1)]).toHaveLength(1_000)
  })

  it('goes on reading the version it started on', () => {
    let map = mapOf([1, 3, 5])
    const reading = map.from(2)
    expect(reading.next().value).toStrictEqual([3, 'value 3'])
    map = map.with(4, 'late').with(5, 'changed')
    expect([...reading]).toStrictEqual([[5, 'value 5']])
  })

  it.each([
    ['ascending', shuffled(100_000, 1)],
    ['shuffled', shuffled(100_000, 61_803)],
  ])('stays balanced when keys come %s: a look-up takes a logarithm of steps', (_, keys) => {
    let comparisons = 0
    const counting = (one: number, other: number): number => {
      comparisons += 1
      return one - other
    }
    const full = keys.reduce((all, key) => all.with(key, key), OrderedMap.empty<number, number>(counting))
    const map = keys.filter((key) => key % 3 > 0).reduce((all, key) => all.without(key), full)
    let worst = 0
    for (let key = 0; key < keys.length; key += 97) {
      comparisons = 0
      map.get(key)
      worst = Math.max(worst, comparisons)
    }
    // An AVL tree is at most 1.44 log2(n + 2) high (Knuth, The Art of Computer Programming 3, 6.2.3, theorem A).
    expect(worst).toBeLessThanOrEqual(Math.floor(1.4405 * Math.log2(keys.length / 3 + 3)))
  })
})
