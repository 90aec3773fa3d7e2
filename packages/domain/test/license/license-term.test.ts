import { describe, expect, test } from 'vitest'
import { describeTerm, endOfTerm, parseTermMonths, type TermMonths } from '../../src/license/license-term.ts'
import { instant, toIsoString } from '../../src/shared/instant.ts'
import { theValue } from '../shared/the-value.ts'

/** As much of the global Temporal (https://tc39.es/proposal-temporal/docs/zoneddatetime.html) as the test asks. */
interface ZonedDateTime {
  readonly epochMilliseconds: number
  add(duration: { readonly months: number }, options: { readonly overflow: 'constrain' }): ZonedDateTime
}
declare const Temporal: {
  readonly Instant: {
    fromEpochMilliseconds(epochMs: number): { toZonedDateTimeISO(timeZone: string): ZonedDateTime }
  }
}

const DAY_MS = 86_400_000
const months = (count: number): TermMonths => theValue(parseTermMonths(count))
const durations = Array.from({ length: 12 }, (_, index) => months(index + 1))

function expectSameAsTemporal(start: number): void {
  const zoned = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO('UTC')
  for (const duration of durations) {
    const expected = zoned.add({ months: duration }, { overflow: 'constrain' }).epochMilliseconds
    const actual = endOfTerm(instant(start), duration)
    // The assertion proper is slow 40,000 times over, so it is left for the one that fails.
    if (actual !== expected)
      expect(`${start} + ${duration}: ${toIsoString(actual)}`).toBe(new Date(expected).toISOString())
  }
}

describe('the end of a term', () => {
  test("is Temporal's overflow: 'constrain' for every day of 2024–2032 and every duration", () => {
    let days = 0
    // A different time of day each day, down to the millisecond.
    for (let day = Date.UTC(2024, 0, 1); day < Date.UTC(2033, 0, 1); day += DAY_MS) {
      expectSameAsTemporal(day + ((days * 7_919_977) % DAY_MS))
      days += 1
    }
    expect(days).toBe(3288)
  })

  test.each([0, 1, DAY_MS - 1])('keeps the time of day (%d ms after midnight) at both ends of the day', (timeOfDay) => {
    for (let day = Date.UTC(2024, 0, 1); day < Date.UTC(2026, 0, 1); day += DAY_MS) {
      expectSameAsTemporal(day + timeOfDay)
      expect(endOfTerm(instant(day + timeOfDay), months(1)) % DAY_MS).toBe(timeOfDay)
    }
  })

  test.each([
    '0000-01-31',
    '0004-01-31',
    '0099-12-31',
    '1899-12-31',
    '1900-01-30',
    '1969-12-31',
    '2100-01-31',
    '9999-10-31',
  ])('holds in far years too: %s', (date) => expectSameAsTemporal(Date.parse(`${date}T23:59:59.999Z`)))

  test.each([
    ['2024-01-31T10:00:00.000Z', 1, '2024-02-29T10:00:00.000Z'],
    ['2025-01-31T10:00:00.000Z', 1, '2025-02-28T10:00:00.000Z'],
    ['2024-02-29T23:59:59.999Z', 12, '2025-02-28T23:59:59.999Z'],
    ['2024-12-31T00:00:00.000Z', 2, '2025-02-28T00:00:00.000Z'],
    ['2024-08-31T12:00:00.000Z', 1, '2024-09-30T12:00:00.000Z'],
    ['2024-03-15T12:34:56.789Z', 12, '2025-03-15T12:34:56.789Z'],
  ])('%s + %d months = %s', (start, count, end) => {
    expect(toIsoString(endOfTerm(instant(Date.parse(start)), months(count)))).toBe(end)
  })

  test('is always later than its start, and later the more months it has', () => {
    for (let day = Date.UTC(2024, 0, 1); day < Date.UTC(2029, 0, 1); day += DAY_MS) {
      const ends = [day, ...durations.map((duration) => endOfTerm(instant(day), duration))]
      expect(ends.every((end, index) => index === 0 || end > (ends[index - 1] ?? Infinity))).toBe(true)
    }
  })
})

describe('a duration', () => {
  test.each([1, 2, 6, 11, 12])('of %d months is one', (count) => {
    expect(parseTermMonths(count)).toEqual({ ok: true, value: count })
  })

  test.each([
    0,
    -0,
    13,
    -1,
    0.5,
    1.5,
    12.000001,
    NaN,
    Infinity,
    -Infinity,
    '6',
    '12',
    '',
    null,
    undefined,
    true,
    6n,
    [6],
    {},
  ])('is never %s', (value) => {
    expect(parseTermMonths(value)).toMatchObject({ ok: false, error: { type: 'InvalidValue' } })
  })

  test('reads as people say it', () => {
    expect(durations.map(describeTerm)).toEqual(['1 month', ...Array.from({ length: 11 }, (_, i) => `${i + 2} months`)])
  })
})
