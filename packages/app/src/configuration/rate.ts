import { invalidValue, ok, type InvalidValue, type Result } from '@keybox/domain'

const MAX_REQUESTS = 1_000_000_000
const MAX_WINDOW_DAYS = 365

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** How many requests a window has room for; `off` lifts the limit. */
export function parseRateMax(text: string): Result<number | 'off', InvalidValue> {
  if (text === 'off') return ok('off')
  const max = Number(text)
  return /^\d{1,10}$/.test(text) && max >= 1 && max <= MAX_REQUESTS
    ? ok(max)
    : invalidValue(`must be a whole number from 1 to ${MAX_REQUESTS}, or off`)
}

/** `15m` and the like, in milliseconds. */
export function parseRateWindow(text: string): Result<number, InvalidValue> {
  const [, count = '', unit = ''] = /^(\d{1,10})([smhd])$/.exec(text) ?? []
  const windowMs = Number(count) * (UNIT_MS[unit] ?? 0)
  if (windowMs === 0) return invalidValue('must be a whole number above 0 and s, m, h or d, such as 15m')
  return windowMs <= MAX_WINDOW_DAYS * 86_400_000
    ? ok(windowMs)
    : invalidValue(`must be at most ${MAX_WINDOW_DAYS} days`)
}
