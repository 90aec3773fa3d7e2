import type { Session } from '../session/session.ts'
import type { AccountId, SessionId } from '../shared/entity-id.ts'
import type { Instant } from '../shared/instant.ts'
import type { Redacted } from '../shared/redacted.ts'
import type { Result } from '../shared/result.ts'

/** What a signed-in developer's requests carry, in the form a header holds. */
export type AccessToken = Redacted<'AccessToken'>

export interface IssuedAccessToken {
  readonly token: AccessToken
  /** From then on it is no longer valid. */
  readonly endsAt: Instant
}

/** Whose token it is, and of which session. */
export interface AccessTokenClaims {
  readonly account: AccountId
  readonly session: SessionId
}

export interface AccessTokens {
  /** One token for each revision of a session. */
  issue(session: Pick<Session, 'id' | 'owner' | 'revision'>, now: Instant): Promise<IssuedAccessToken>
  /**
   * What a token says that this program issued and that has not ended by itself; whether its session has is not looked at.
   * InvalidAccessToken whatever is wrong with it: who shows a bad token learns no more.
   */
  verify(token: AccessToken, now: Instant): Promise<Result<AccessTokenClaims, InvalidAccessToken>>
}

export interface InvalidAccessToken {
  readonly type: 'InvalidAccessToken'
}
