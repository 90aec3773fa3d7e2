import type { Password, PasswordHash } from '../account/password.ts'
import type { Result } from '../shared/result.ts'

/** Slow on purpose, so it takes only so much work at once and refuses the rest instead of queueing without end. */
export interface PasswordHasher {
  hash(password: Password): Promise<Result<PasswordHash, Overloaded>>
  /**
   * `undefined` stands for the hash of an account that does not exist: the answer is false, after the same work, so that
   * time does not tell who has an account.
   */
  verify(password: Password, hash: PasswordHash | undefined): Promise<Result<boolean, Overloaded>>
}

/** More work was waiting than is taken on; nothing was done. */
export interface Overloaded {
  readonly type: 'Overloaded'
  /** When to try again, in whole seconds. */
  readonly retryAfterSeconds: number
}
