/**
 * The decisions that the cache's promise rests on, each by itself, so that a check can put a wrong one in its place and
 * show that it notices. Nothing but checks passes any other than these.
 */
export interface CacheRules {
  /**
   * Whether a validation may rest on a read that began before it. Live now: every revocation that was answered has been
   * applied here. Live when it began: if the read did not see one of them, it was applied since, and noted.
   */
  mayJoin(read: { readonly sameEra: boolean; readonly leaseLiveAtStart: boolean; readonly leaseLive: boolean }): boolean
  /** Whether what a read gave may be remembered, by what held when it began. */
  mayRemember(read: { readonly sameEra: boolean; readonly leaseLiveAtStart: boolean }): boolean
  /** Whether a revision is older than the newest one learned of meanwhile, if any. */
  isSuperseded(revision: number, newest: number | undefined): boolean
  /** The same for what a writer puts after its commit. */
  isPutSuperseded(revision: number, newest: number | undefined): boolean
  /** Whether a licence that is not remembered must have its change noted for the reads in flight. */
  notesUnremembered: boolean
  /** Whether `revision` may take the place of the one that is remembered. */
  mayReplace(revision: number, remembered: number): boolean
}

export const CACHE_RULES: CacheRules = {
  mayJoin: ({ sameEra, leaseLiveAtStart, leaseLive }) => sameEra && leaseLiveAtStart && leaseLive,
  mayRemember: ({ sameEra, leaseLiveAtStart }) => sameEra && leaseLiveAtStart,
  isSuperseded: (revision, newest) => newest !== undefined && revision < newest,
  isPutSuperseded: (revision, newest) => newest !== undefined && revision < newest,
  notesUnremembered: true,
  mayReplace: (revision, remembered) => revision >= remembered,
}
