import { invalidValue, ok, type InvalidValue, type Result } from '@keybox/domain'

const MAX_REQUESTS = 1_000_000_000

/** How many requests a window has room for; `off` lifts the limit. */
export function parseRateMax(text: string): Result<number | 'off', InvalidValue> {
  if (text === 'off') return ok('off')
  const max = Number(text)
  return /^\d{1,10}$/.test(text) && max >= 1 && max <= MAX_REQUESTS
    ? ok(max)
    : invalidValue(`must be a whole number from 1 to ${MAX_REQUESTS}, or off`)
}
