import type { License } from '../license/license.ts'
import type { LicenseKey } from '../license/license-key.ts'
import type { Awaitable } from '../shared/awaitable.ts'
import type { Instant } from '../shared/instant.ts'

/** What validation goes by, and how it came to be known. */
export interface KnownLicense {
  /** undefined: there is none with that key */
  readonly license: License | undefined
  /**
   * undefined: these are the facts now. Otherwise the store cannot be reached, they are remembered, and this is the last
   * instant at which they are known to have been right.
   */
  readonly asOf: Instant | undefined
}

/** Where validation has a licence's facts from: the store, or a memory in front of it that never passes off old for new. */
export interface LicenseFacts {
  /**
   * `decides` says of facts that are remembered whether an answer may rest on them. Where it says no, the store is read,
   * so that what was just issued, activated or reinstated anywhere counts here at once. What is remembered and decides is
   * given at once, without a promise: nearly all look-ups are of that kind, and a turn would cost more than they do.
   *
   * @throws StoreFailure when the store cannot be reached and nothing is remembered that may be told
   */
  find(key: LicenseKey, decides: (license: License) => boolean): Awaitable<KnownLicense>
}
