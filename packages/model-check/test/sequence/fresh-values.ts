import { trustedEntityId, type EntityId, type EntityKind, type LicenseId } from '@keybox/domain'

/**
 * What one command may need of chance. Every subject is given the same, so that their replies can be compared as they
 * are. The ids of a sequence do not grow in the order they are made: where times are equal, an order is told by ids.
 */
export interface FreshValues {
  id<Kind extends EntityKind>(kind: Kind): EntityId<Kind>
  /** What the key is made of if a licence is issued. */
  readonly keyBytes: Uint8Array
  /** What so many letters of a refresh token are made of. */
  tokenBytes(count: number): Uint8Array
}

const KINDS: readonly EntityKind[] = ['Account', 'Client', 'Project', 'License', 'Session']
/** Odd, hence one to one on 32 bits (D. Knuth, The Art of Computer Programming 3, §6.4, multiplicative hashing). */
const SCATTER = 0x9e37_79b1
export const KEY_SYMBOLS = 12
const ALPHABET = 36

/** Of one sequence; `prefix` is 16 hex digits that no other sequence on the same store has. */
export class FreshValueSource {
  readonly #prefix: string
  readonly #bytes = new Map<LicenseId, Uint8Array>()
  #draws = 0

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  next(): FreshValues {
    this.#draws += 1
    const draw = this.#draws
    const id = <Kind extends EntityKind>(kind: Kind): EntityId<Kind> => {
      const number = Math.imul(draw * KINDS.length + KINDS.indexOf(kind), SCATTER) >>> 0
      return trustedEntityId(kind, this.#prefix + number.toString(16).padStart(8, '0'))
    }
    const keyBytes = Uint8Array.from({ length: KEY_SYMBOLS }, (_, place) => (draw >>> (2 * place)) % ALPHABET)
    this.#bytes.set(id('License'), keyBytes)
    // The letters that a session's tokens share are as many as these.
    const name = this.#prefix + draw.toString(16).padStart(6, '0')
    const tokenBytes = (count: number): Uint8Array => new TextEncoder().encode(name.repeat(3)).slice(0, count)
    return { id, keyBytes, tokenBytes }
  }

  /** What the key of a licence of this sequence was made of. */
  keyBytesOf(license: string): Uint8Array | undefined {
    return this.#bytes.get(trustedEntityId('License', license))
  }
}
