import { invalidValue, ok, type InvalidValue, type Result } from '@keybox/domain'

const MAX_DAYS = 365

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `15m` and the like, in milliseconds. */
export function parseDuration(text: string): Result<number, InvalidValue> {
  const [, count = '', unit = ''] = /^(\d{1,10})([smhd])$/.exec(text) ?? []
  const durationMs = Number(count) * (UNIT_MS[unit] ?? 0)
  if (durationMs === 0) return invalidValue('must be a whole number above 0 and s, m, h or d, such as 15m')
  return durationMs <= MAX_DAYS * 86_400_000 ? ok(durationMs) : invalidValue(`must be at most ${MAX_DAYS} days`)
}

const LONGEST_REQUEST_MS = 600_000

/** How long a request may take: longer than ten minutes no proxy and no client waits. */
export function parseRequestDeadline(text: string): Result<number, InvalidValue> {
  const duration = parseDuration(text)
  if (!duration.ok || duration.value <= LONGEST_REQUEST_MS) return duration
  return invalidValue('must be at most 10 minutes')
}
