import type { Result } from '../../src/shared/result.ts'

/** The value of a Result that the test is sure of. @throws Error when it is an Err after all */
export function theValue<T>(result: Result<T, unknown>): T {
  if (result.ok) return result.value
  throw new Error(`Expected an Ok, got ${JSON.stringify(result.error)}`)
}
