/**
 * - STORE_UNAVAILABLE: the store could not be reached, or gave up; nothing was written
 * - OUTCOME_UNKNOWN: the store went away before it said how a commit ended: all of it is there or none
 * - OVERLOADED: more is waiting for the store than it takes on; nothing was done, and it is worth another try soon
 */
export type StoreFailureCode = 'STORE_UNAVAILABLE' | 'OUTCOME_UNKNOWN' | 'OVERLOADED'

/**
 * What ails a store for longer than one call, until somebody mends it.
 * - full: there is no room left to write
 * - read-only: it may not be written
 * - damaged: what is stored cannot be read
 * - failing: the disk reports errors
 * - locked: another program does not let it be written
 * - moved: its file is not where it was
 */
export type StoreAilment = 'full' | 'read-only' | 'damaged' | 'failing' | 'locked' | 'moved'

/** Thrown by storage adapters for what no caller can expect. `cause` is the driver's own error. */
export class StoreFailure extends Error {
  readonly code: StoreFailureCode
  /** undefined where the store cannot tell */
  readonly ailment: StoreAilment | undefined

  constructor(
    code: StoreFailureCode,
    message: string,
    options: { readonly cause?: unknown; readonly ailment?: StoreAilment | undefined } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'StoreFailure'
    this.code = code
    this.ailment = options.ailment
  }
}
