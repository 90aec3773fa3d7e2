import { hash } from 'node:crypto'

import type { AccessTokenClaims } from '@keybox/domain'

/** What a token says whose signature and claims were found good. */
export interface VerifiedToken {
  readonly claims: AccessTokenClaims
  /** The second since 1970 in which it is no longer valid. */
  readonly endsAt: number
}

/** Tokens that were verified lately, so that a program that sends the same one each time has it verified once. */
export interface VerifiedTokens {
  /** undefined: it has to be verified, also when it has ended meanwhile. */
  recall(token: string, second: number): VerifiedToken | undefined
  remember(token: string, verified: VerifiedToken): void
}

/**
 * At most `max`, the least recently used forgotten first. Good tokens only, so that nobody without one can push others
 * out; under their digests, so that what is kept is no credential.
 */
export function createVerifiedTokens(max: number): VerifiedTokens {
  // In order of use: what was not used for longest is first.
  const verified = new Map<string, VerifiedToken>()
  return {
    recall(token, second) {
      const name = nameOf(token)
      const known = verified.get(name)
      if (known === undefined) return undefined
      verified.delete(name)
      if (known.endsAt <= second) return undefined
      verified.set(name, known)
      return known
    },
    remember(token, known) {
      verified.set(nameOf(token), known)
      const [oldest] = verified.keys()
      if (verified.size > max && oldest !== undefined) verified.delete(oldest)
    },
  }
}

function nameOf(token: string): string {
  return hash('sha256', token, 'base64')
}
