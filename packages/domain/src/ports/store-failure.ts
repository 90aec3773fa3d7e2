/**
 * - STORE_UNAVAILABLE: the store could not be reached, or gave up; nothing was written
 * - OUTCOME_UNKNOWN: the store went away before it said how a commit ended: all of it is there or none
 * - OVERLOADED: more is waiting for the store than it takes on; nothing was done, and it is worth another try soon
 */
export type StoreFailureCode = 'STORE_UNAVAILABLE' | 'OUTCOME_UNKNOWN' | 'OVERLOADED'

/** Thrown by storage adapters for what no caller can expect. `cause` is the driver's own error. */
export class StoreFailure extends Error {
  readonly code: StoreFailureCode

  constructor(code: StoreFailureCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = 'StoreFailure'
    this.code = code
  }
}
