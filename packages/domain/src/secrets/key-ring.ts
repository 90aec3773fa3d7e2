import type { KeyVault } from '../ports/key-vault.ts'

/**
 * The vaults of the secrets that a server is configured with: one, or two while a secret is replaced by another. What is
 * read may be under either; what is written is under the one that the store's record names.
 */
export class KeyRing {
  readonly configured: KeyVault
  /** Of the secret before; undefined: there is one secret, and nothing is asked for twice. */
  readonly previous: KeyVault | undefined
  #writing: KeyVault

  constructor(configured: KeyVault, previous?: KeyVault) {
    this.configured = configured
    this.previous = previous?.checkValue === configured.checkValue ? undefined : previous
    this.#writing = configured
  }

  /** What new records are digested and sealed with. It may be another one a moment later. */
  get writing(): KeyVault {
    return this.#writing
  }

  /** The one that is read and not written under; undefined: there is none. */
  get other(): KeyVault | undefined {
    return this.#writing === this.configured ? this.previous : this.configured
  }

  /** Whether other servers may know only the secret before, and everything is written so that those find it. */
  get isWritingPrevious(): boolean {
    return this.#writing !== this.configured
  }

  /** From here on new records are under the secret with this check value, if it is one of the two. */
  writeUnder(checkValue: string): void {
    this.#writing = checkValue === this.previous?.checkValue ? this.previous : this.configured
  }

  /** The vault that a record with this `keyId` was sealed with; for an unknown one the configured, which opens nothing. */
  of(keyId: string): KeyVault {
    return keyId === this.previous?.keyId ? this.previous : this.configured
  }
}
