import type { Instant } from '../shared/instant.ts'
import type { Result } from '../shared/result.ts'

/** Why a rotation cannot be begun or finished yet; nothing that servers rest on was changed. */
export interface RotationRefused {
  readonly type: 'RotationRefused'
  /** One readable line that says what to do. */
  readonly message: string
}

/** How much of a store is under the previous secret. */
export interface Unsealed {
  readonly licenses: number
  readonly replies: number
}

/** What became of a number of licences. */
export interface ResealedBatch {
  readonly resealed: number
  /** The `_id`s of those that could not be: the seal does not open, or another licence has the key. */
  readonly failed: readonly string[]
  /** Whether there may be more. */
  readonly more: boolean
}

/**
 * Moves what a store holds from the previous secret to the configured one, while servers serve. Each step may be cut off
 * anywhere and taken again, also by two at once.
 */
export interface SecretRotation {
  /** Resolves when no server writes under the previous secret any more. */
  begin(): Promise<Result<void, RotationRefused>>
  /** Counts records: as long as it takes to read the store. */
  remaining(): Promise<Unsealed>
  /**
   * Reseals at most so many licences, behind those of the batch before; after the last it starts over. Nothing of a
   * licence changes but digest, seal and the name of the secret: neither its revision nor any fact.
   */
  resealBatch(limit: number): Promise<ResealedBatch>
  /** From here on the store itself takes no licence under the previous secret, from nobody. */
  fence(): Promise<void>
  /**
   * Forgets the replies under the previous secret that were kept at `since` or before. They cannot be resealed: what they
   * are found by is a digest of a key that only its client has.
   */
  forgetReplies(since: Instant): Promise<number>
  /** When the newest of them was kept; undefined: there are none. */
  newestReply(): Promise<Instant | undefined>
  /** Notes that nothing is under the previous secret. Refused when something is. */
  finish(): Promise<Result<void, RotationRefused>>
  close(): Promise<void>
}
