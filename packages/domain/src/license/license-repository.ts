import type { AccountId } from '../shared/entity-id.ts'
import type { Result } from '../shared/result.ts'
import type { License } from './license.ts'
import type { LicenseKey } from './license-key.ts'

export interface LicenseReader {
  /** The key is the credential here: whoever has it may ask. undefined: there is none */
  findByKey(key: LicenseKey): Promise<License | undefined>
  /** undefined: there is none, or it is another owner's; nobody can tell which */
  findOwned(owner: AccountId, key: LicenseKey): Promise<License | undefined>
}

export interface LicenseRepository extends LicenseReader {
  /** LicenseKeyTaken when the store holds the key, whoever's it is. The unit of work is then over: retry it with a new key. */
  insert(license: License): Promise<Result<void, LicenseKeyTaken>>
  /**
   * Writes the next state of a licence by compare-and-set: only where the stored one is the same owner's and at revision
   * `next.revision - 1`. LicenseChanged when it is not (somebody else was first, or there is none): the unit of work is
   * then over, and a retry decides anew on what it reads within its unit: that is what this compares with. The key,
   * owner, client, project and term of a licence never change.
   */
  replace(next: License): Promise<Result<void, LicenseChanged>>
  /**
   * Makes sure that a licence that was read, and not written by this unit, is in that state now, for good. A write would
   * show that it is not; an answer that changes nothing, a refusal too, rests on what was read alone, which may be the
   * past, or be undone, where a store has several members. LicenseChanged as for `replace`.
   */
  confirm(license: License): Promise<Result<void, LicenseChanged>>
}

export interface LicenseKeyTaken {
  readonly type: 'LicenseKeyTaken'
}

export interface LicenseChanged {
  readonly type: 'LicenseChanged'
}

/** No such licence, or another owner's. */
export interface LicenseNotFound {
  readonly type: 'LicenseNotFound'
}
