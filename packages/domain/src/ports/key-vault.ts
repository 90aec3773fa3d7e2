import type { LicenseKey } from '../license/license-key.ts'
import type { LicenseId } from '../shared/entity-id.ts'
import type { ReplyVault } from './reply-vault.ts'

/**
 * How a store holds licence keys so that its file is useless to whoever steals it: a keyed digest to look a key up by,
 * and the key sealed for the owner's dashboard. For storage adapters, by constructor; nothing else has use for it.
 */
export interface KeyVault {
  /** Names the secret in use; stored beside digest and seal, so that secrets can be told apart. */
  readonly keyId: string
  /** Equal for every vault over the same secret and for no other: a store keeps it to tell whether it is opened with its own. */
  readonly checkValue: string
  /** 32 bytes, always the same for the same key. */
  digest(key: LicenseKey): Uint8Array
  /** Different each time. Bound to the licence: it opens for no other. */
  seal(key: LicenseKey, license: LicenseId): Uint8Array
  /** @throws Error when the seal was made for another licence, under another secret, or was tampered with */
  open(seal: Uint8Array, license: LicenseId): LicenseKey
  /** Replies may hold a licence key. */
  readonly replies: ReplyVault
}
