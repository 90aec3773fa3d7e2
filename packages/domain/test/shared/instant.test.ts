import { describe, expect, test } from 'vitest'
import { instant, toIsoString } from '../../src/shared/instant.ts'

describe('an instant', () => {
  test.each([0, 1, -1, 1_704_067_200_000, 8.64e15, -8.64e15])('can be %d', (epochMs) => {
    expect(instant(epochMs)).toBe(epochMs)
  })

  test.each([0.5, NaN, Infinity, -Infinity, 8.64e15 + 1, -8.64e15 - 1, Number.MAX_SAFE_INTEGER])(
    'is never %d',
    (epochMs) => {
      expect(() => instant(epochMs)).toThrow(RangeError)
    },
  )

  test('reads as ISO 8601 in UTC with milliseconds', () => {
    expect(toIsoString(instant(1_704_067_200_000))).toBe('2024-01-01T00:00:00.000Z')
    expect(toIsoString(instant(Date.UTC(2024, 1, 29, 23, 59, 59, 7)))).toBe('2024-02-29T23:59:59.007Z')
  })
})
