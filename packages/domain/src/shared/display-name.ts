import type { Brand } from './brand.ts'
import { invalidValue, type InvalidValue } from './invalid-value.ts'
import { ok, type Result } from './result.ts'
import { textFault } from './text.ts'

/** What people call an account, a client or a project: trimmed, 1 to 200 code points. */
export type DisplayName = Brand<string, 'DisplayName'>

export const DISPLAY_NAME_MAX = 200

export function parseDisplayName(text: string): Result<DisplayName, InvalidValue> {
  const name = text.trim()
  if (name === '') return invalidValue('is required')
  const fault = textFault(name, DISPLAY_NAME_MAX)
  return fault === undefined ? ok(name as DisplayName) : invalidValue(fault)
}
