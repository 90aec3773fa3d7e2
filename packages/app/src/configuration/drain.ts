import { invalidValue, ok, type InvalidValue, type Result } from '@keybox/domain'

import { parseDuration } from './duration.ts'

/** No supervisor waits longer for a process to end. */
const MAX_MS = 3_600_000

/** `0`, or a duration such as `10s`, in milliseconds. */
export function parseDrain(text: string): Result<number, InvalidValue> {
  if (/^0[smhd]?$/.test(text)) return ok(0)
  const duration = parseDuration(text)
  if (!duration.ok) return invalidValue('must be 0, or a whole number and s, m or h, such as 10s')
  return duration.value <= MAX_MS ? duration : invalidValue('must be at most 1h')
}
