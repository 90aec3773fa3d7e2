import type { Brand } from '../shared/brand.ts'
import { instant, type Instant } from '../shared/instant.ts'
import { invalidValue, type InvalidValue } from '../shared/invalid-value.ts'
import { ok, type Result } from '../shared/result.ts'

/** The length of a licence's term: 1 to 12 whole calendar months. */
export type TermMonths = Brand<number, 'TermMonths'>

export const TERM_MONTHS_MIN = 1
export const TERM_MONTHS_MAX = 12

/** A number is a number: the text `"6"` is no term (one product read `"12"` as text and sold licences until 2110). */
export function parseTermMonths(value: unknown): Result<TermMonths, InvalidValue> {
  return typeof value === 'number' && Number.isInteger(value) && value >= TERM_MONTHS_MIN && value <= TERM_MONTHS_MAX
    ? ok(value as TermMonths)
    : invalidValue(`must be a whole number from ${TERM_MONTHS_MIN} to ${TERM_MONTHS_MAX}`)
}

/**
 * The first instant at which a licence issued at `issuedAt` is expired: the same day and time of day `months` calendar
 * months later in UTC, or the last day of a month that is too short for it (31 January + 1 month = 28 or 29 February).
 * The rule is Temporal's `overflow: 'constrain'` (https://tc39.es/proposal-temporal/docs/plaindate.html#add).
 */
export function endOfTerm(issuedAt: Instant, months: TermMonths): Instant {
  const start = new Date(issuedAt)
  const month = start.getUTCMonth() + months
  const end = new Date(issuedAt)
  // Day 0 of the month after is the last day of the month.
  end.setUTCFullYear(start.getUTCFullYear(), month + 1, 0)
  if (end.getUTCDate() > start.getUTCDate()) end.setUTCDate(start.getUTCDate())
  return instant(end.getTime())
}

/** `1 month`, `12 months` */
export function describeTerm(months: TermMonths): string {
  return months === 1 ? '1 month' : `${months} months`
}
