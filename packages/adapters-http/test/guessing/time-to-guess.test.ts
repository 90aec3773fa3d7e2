import { readFile } from 'node:fs/promises'
import { LICENSE_KEYS_OF_PROJECT } from '@keybox/domain'
import { expect, test } from 'vitest'

const SECOND = 1
const WINDOW = 900 * SECOND
const YEAR = 365.25 * 24 * 3600 * SECOND

const SPEEDS: readonly (readonly [name: string, guessesPerSecond: number])[] = [
  ['5 in 15 minutes, the default', 5 / WINDOW],
  ['1,000 in 15 minutes, with `KEYBOX_VALIDATE_RATE_MAX=off`', 1000 / WINDOW],
  ['the same from 10,000 addresses', (10_000 * 1000) / WINDOW],
  ['24,382 a second, all that the bench server answers, with both `off`', 24_382],
]

/**
 * How many different keys are tried on average until one of so many is hit: the least of `keys` numbers drawn from
 * 1 to n without repetition is (n + 1) / (keys + 1) on average.
 */
function guessesToHitOneOf(keys: number): number {
  return Number(LICENSE_KEYS_OF_PROJECT + 1n) / (keys + 1)
}

function inYears(seconds: number): string {
  return Number((seconds / YEAR).toPrecision(2)).toLocaleString('en')
}

test('the decision on guessing states what it takes to guess a key', async () => {
  const text = await readFile(new URL('../../../../docs/adr/0023-guessing.md', import.meta.url), 'utf8')
  for (const [name, speed] of SPEEDS) {
    const years = [1_000_000, 1].map((keys) => inYears(guessesToHitOneOf(keys) / speed))
    expect(text).toContain(`| ${name} | ${years.join(' | ')} |`)
  }
})
