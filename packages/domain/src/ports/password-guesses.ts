import type { EmailIdentity } from '../shared/email-address.ts'
import type { Awaitable } from '../shared/awaitable.ts'

/** Bounds how often somebody may try passwords of an account, whether or not there is one. */
export interface PasswordGuesses {
  /**
   * Counts a guess before its password is looked at, so that of any number at once none gets past the bound.
   * `network` is whom the request is counted against.
   */
  begin(email: EmailIdentity, network: string): PasswordGuess
}

/** One of these ends a guess that was right, or of which nothing is told; any other stays counted. */
export interface PasswordGuess {
  /** What may be told of it. It goes by how often was guessed and from where, and never by what. */
  readonly candour: Awaitable<Candour>
  /** It was right and is told so: it was no guess, and from now on the network is one that the account is used from. */
  right(): void
  /** Nobody looked at the password, or in time for whoever guessed to be told. */
  withdraw(): void
}

export type Candour =
  | { readonly tells: 'anything' }
  /** Too many were wrong, but the account is used from this network: that a password is right is told, and nothing else. */
  | { readonly tells: 'success'; readonly refusal: TooManyGuesses }
  | { readonly tells: 'nothing'; readonly refusal: TooManyGuesses }

/** Too many passwords were tried; whether this one was right is not said. */
export interface TooManyGuesses {
  readonly type: 'TooManyGuesses'
  /** How many may be wrong. */
  readonly max: number
  /** When to try again, in whole seconds. */
  readonly retryAfterSeconds: number
}

/** For where nobody guesses. */
export const UNBOUNDED_GUESSES: PasswordGuesses = {
  begin: () => ({ candour: { tells: 'anything' }, right() {}, withdraw() {} }),
}
