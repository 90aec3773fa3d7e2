import { invalidValue, ok, type InvalidValue, type Result } from '@keybox/domain'

const MAX_LICENSES = 10_000_000

/** How many licences are remembered; 0 remembers none. */
export function parseCacheSize(text: string): Result<number, InvalidValue> {
  const size = Number(text)
  return /^\d{1,8}$/.test(text) && size <= MAX_LICENSES
    ? ok(size)
    : invalidValue(`must be a whole number from 0 to ${MAX_LICENSES}`)
}
