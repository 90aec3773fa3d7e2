import type { AccessToken, AccessTokenClaims, AccessTokens } from '../ports/access-tokens.ts'
import type { Clock } from '../ports/clock.ts'
import { hasEnded } from '../session/session.ts'
import type { SessionReader } from '../session/session-repository.ts'
import { err, type Result } from '../shared/result.ts'

export interface AuthenticateDependencies {
  readonly sessions: SessionReader
  readonly accessTokens: AccessTokens
  readonly clock: Clock
}

export interface Unauthenticated {
  readonly type: 'Unauthenticated'
}

export type Authenticate = (token: AccessToken) => Promise<Result<AccessTokenClaims, Unauthenticated>>

/**
 * Whose request this is. The session is read each time: a token is good for nothing from the moment on at which its session
 * ended, whoever ended it where, and none outlives the store it was made for.
 */
export function authenticate({ sessions, accessTokens, clock }: AuthenticateDependencies): Authenticate {
  return async (token) => {
    const claims = await accessTokens.verify(token, clock.now())
    if (!claims.ok) return err({ type: 'Unauthenticated' })
    const session = await sessions.find(claims.value.account, claims.value.session)
    return session === undefined || hasEnded(session, clock.now()) ? err({ type: 'Unauthenticated' }) : claims
  }
}
