import type { Brand } from './brand.ts'

/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Brand<number, 'Instant'>

/** The latest time that a `Date` can hold (ECMA-262, "Time Values and Time Range"). */
const MAX_EPOCH_MS = 8.64e15

/** @throws RangeError for anything that is no time: a fraction, NaN, beyond ±8.64e15 */
export function instant(epochMs: number): Instant {
  if (!Number.isInteger(epochMs) || Math.abs(epochMs) > MAX_EPOCH_MS) {
    throw new RangeError(`Not a time in epoch milliseconds: ${epochMs}`)
  }
  return epochMs as Instant
}

/** ISO 8601 in UTC with milliseconds, `2024-01-01T00:00:00.000Z`. */
export function toIsoString(time: Instant): string {
  return new Date(time).toISOString()
}
