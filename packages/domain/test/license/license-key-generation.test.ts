import { describe, expect, test } from 'vitest'
import { generateLicenseKey, parseLicenseKey } from '../../src/license/license-key.ts'
import type { RandomBytes } from '../../src/ports/random-bytes.ts'
import { chiSquare, CRITICAL_VALUE_35 } from './chi-square.ts'
import { PROJECT } from './given-license.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const KEYS = 1_000_000
const FORM = /^KB-[0-9a-f]{24}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/

/** The platform's cryptographic source, asked for 64 KiB at a time (the most that Web Crypto gives at once). */
function buffered(): RandomBytes {
  const pool = new Uint8Array(65_536)
  let used = pool.length
  return (count) => {
    if (used + count > pool.length) {
      crypto.getRandomValues(pool)
      used = 0
    }
    used += count
    return pool.subarray(used - count, used)
  }
}

/** A source that says exactly this, then fails. */
function scripted(...bytes: number[]): RandomBytes {
  return (count) => {
    if (bytes.length === 0) throw new Error('Asked for more bytes than were scripted')
    return Uint8Array.from(bytes.splice(0, count))
  }
}

const keyFrom = (...bytes: number[]): string => generateLicenseKey(PROJECT, scripted(...bytes)).reveal()

/** The twelve symbols of a key, without project and hyphens. */
const symbolsOf = (key: string): string => key.slice(28).replaceAll('-', '')
const counters = (): number[][] => Array.from({ length: 12 }, () => Array.from(ALPHABET, () => 0))

function tally(counts: number[][], symbols: string): void {
  for (const [position, row] of counts.entries()) {
    const symbol = ALPHABET.indexOf(symbols.charAt(position))
    row[symbol] = (row[symbol] ?? 0) + 1
  }
}

describe('a million keys from real random bytes', () => {
  const randomBytes = buffered()
  const counts = counters()
  const seen = new Set<string>()
  let malformed = 0
  for (let keys = 0; keys < KEYS; keys += 1) {
    const key = generateLicenseKey(PROJECT, randomBytes).reveal()
    if (!FORM.test(key)) malformed += 1
    const symbols = symbolsOf(key)
    seen.add(symbols)
    tally(counts, symbols)
  }

  test('all have the form KB-{projectId}-XXXX-XXXX-XXXX', () => {
    expect(malformed).toBe(0)
  })

  test('are all different', () => {
    expect(seen.size).toBe(KEYS)
  })

  test.each(counts.map((row, position) => [position + 1, row] as const))(
    'have every symbol equally often at position %d (chi-square below 89.947, p = 1e-6)',
    (_, row) => {
      expect(row.every((times) => times > 0)).toBe(true)
      expect(chiSquare(row)).toBeLessThan(CRITICAL_VALUE_35)
    },
  )
})

test('the same statistic catches a byte that is merely taken modulo 36', () => {
  const counts = counters()
  const randomBytes = buffered()
  for (let keys = 0; keys < KEYS; keys += 1) {
    tally(counts, Array.from(randomBytes(12), (byte) => ALPHABET.charAt(byte % 36)).join(''))
  }
  // Expected: about 1950. Symbols 0–3 have 8 chances of 256, the others 7.
  for (const row of counts) expect(chiSquare(row)).toBeGreaterThan(10 * CRITICAL_VALUE_35)
})

describe('given a scripted source', () => {
  test('each byte below 252 is its remainder by 36', () => {
    expect(keyFrom(0, 1, 9, 10, 11, 35, 36, 37, 71, 215, 216, 251)).toBe(`KB-${PROJECT}-019A-BZ01-ZZ0Z`)
  })

  test('bytes 252–255 are thrown away and drawn anew', () => {
    expect(keyFrom(252, 253, 254, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)).toBe(`KB-${PROJECT}-0123-4567-89AB`)
    expect(keyFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255, 254, 253, 252, 11)).toBe(`KB-${PROJECT}-0123-4567-89AB`)
  })

  test('every one of the 252 bytes that count gives each symbol seven times', () => {
    const counts = new Map<string, number>()
    for (let byte = 0; byte < 252; byte += 1) {
      const symbol = symbolsOf(keyFrom(byte, ...Array.from({ length: 11 }, () => 0))).charAt(0)
      counts.set(symbol, (counts.get(symbol) ?? 0) + 1)
    }
    expect([...counts.keys()].join('')).toBe(ALPHABET)
    expect(new Set(counts.values())).toEqual(new Set([7]))
  })

  test('no more bytes are asked for than symbols are missing', () => {
    const asked: number[] = []
    const bytes = [255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0]
    const source = scripted(...bytes)
    generateLicenseKey(PROJECT, (wanted) => {
      asked.push(wanted)
      return source(wanted)
    })
    expect(asked).toEqual([12, 3, 1])
  })

  test('a source that gives more than it was asked for still makes a key of the form', () => {
    const key = generateLicenseKey(PROJECT, () => new Uint8Array(40).fill(10)).reveal()
    expect(key).toBe(`KB-${PROJECT}-AAAA-AAAA-AAAA`)
  })

  test.each([0, 11])('a source that gives %d bytes of 12 is an error, not a loop without end', (length) => {
    const dry = (): Uint8Array => new Uint8Array(length)
    expect(() => generateLicenseKey(PROJECT, dry)).toThrow(new RangeError(`Asked for 12 random bytes, got ${length}`))
  })

  test('the source’s own failure is passed on', () => {
    expect(() => keyFrom()).toThrow('Asked for more bytes than were scripted')
  })
})

test('what is generated parses to itself', () => {
  const key = generateLicenseKey(PROJECT, buffered())
  expect(parseLicenseKey(key.reveal())).toMatchObject({ ok: true, value: key })
})
