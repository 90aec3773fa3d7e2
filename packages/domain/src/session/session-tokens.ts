import type { AccessToken, AccessTokens } from '../ports/access-tokens.ts'
import { instant, type Instant } from '../shared/instant.ts'
import type { RefreshToken } from './refresh-token.ts'
import type { Session } from './session.ts'

/** What a client is given to go on with, and until when each is good. */
export interface SessionTokens {
  readonly token: AccessToken
  readonly expiresAt: Instant
  readonly refreshToken: RefreshToken
  readonly refreshExpiresAt: Instant
}

/** For a session that is in the store as it is here. */
export async function tokensFor(
  session: Session,
  refreshToken: RefreshToken,
  accessTokens: AccessTokens,
): Promise<SessionTokens> {
  const { token, endsAt } = await accessTokens.issue(session, session.refreshedAt)
  const expiresAt = instant(Math.min(endsAt, session.endsAt))
  return { token, expiresAt, refreshToken, refreshExpiresAt: session.endsAt }
}
