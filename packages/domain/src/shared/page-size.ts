import type { Brand } from './brand.ts'
import { invalidValue, type InvalidValue } from './invalid-value.ts'
import { ok, type Result } from './result.ts'

/** How many entries of a list one page holds at most: 1 to 500. */
export type PageSize = Brand<number, 'PageSize'>

export const PAGE_SIZE_MIN = 1
export const PAGE_SIZE_MAX = 500

export function parsePageSize(value: number): Result<PageSize, InvalidValue> {
  return Number.isInteger(value) && value >= PAGE_SIZE_MIN && value <= PAGE_SIZE_MAX
    ? ok(value as PageSize)
    : invalidValue(`must be a whole number from ${PAGE_SIZE_MIN} to ${PAGE_SIZE_MAX}`)
}
