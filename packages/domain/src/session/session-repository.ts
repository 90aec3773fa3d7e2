import type { SecretDigest } from '../ports/secret-digest.ts'
import type { AccountId, SessionId } from '../shared/entity-id.ts'
import type { Result } from '../shared/result.ts'
import type { Session } from './session.ts'

export interface SessionReader {
  /** undefined: there is none of this owner. One whose time is over may still be there. */
  find(owner: AccountId, id: SessionId): Promise<Session | undefined>
}

export interface SessionRepository extends SessionReader {
  /** undefined: there is none. Any refresh token of it is the credential. */
  findByFamily(family: SecretDigest): Promise<Session | undefined>
  /**
   * Of more than SESSIONS_PER_ACCOUNT of its owner the oldest end. A store may take away at any time those whose time was
   * over when another began. @throws Error when there is one of its id or family
   */
  insert(session: Session): Promise<void>
  /** The next revision. SessionChanged, which ends the unit of work, when the one before it is not there any more. */
  replace(next: Session): Promise<Result<void, SessionChanged>>
  /** Nothing happens where it has ended. */
  end(owner: AccountId, id: SessionId): Promise<void>
  /** All that the owner has, but this one. */
  endAll(owner: AccountId, kept: SessionId | undefined): Promise<void>
}

/** It was refreshed or ended meanwhile. */
export interface SessionChanged {
  readonly type: 'SessionChanged'
}
