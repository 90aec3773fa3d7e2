import type { AccessTokens } from '../ports/access-tokens.ts'
import type { Clock } from '../ports/clock.ts'
import type { Pause } from '../ports/pause.ts'
import type { RandomBytes } from '../ports/random-bytes.ts'
import type { DigestSecret } from '../ports/secret-digest.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import { digestsOf, nextRefreshToken, type RefreshToken } from '../session/refresh-token.ts'
import { hasEnded, refreshed, type Session } from '../session/session.ts'
import type { SessionChanged } from '../session/session-repository.ts'
import { tokensFor, type SessionTokens } from '../session/session-tokens.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { retryLostRace } from './retry-lost-race.ts'

export interface RefreshSessionDependencies {
  readonly unitOfWork: UnitOfWork
  readonly accessTokens: AccessTokens
  readonly randomBytes: RandomBytes
  readonly digestSecret: DigestSecret
  readonly clock: Clock
  readonly pause: Pause
}

/** Unknown, over, or used before: nobody can tell which. */
export interface InvalidRefreshToken {
  readonly type: 'InvalidRefreshToken'
}

/** undefined is a text that no refresh token can be. */
export type RefreshSession = (token: RefreshToken | undefined) => Promise<Result<SessionTokens, InvalidRefreshToken>>

type Digests = Pick<Session, 'family' | 'current'>

/**
 * Gives the next tokens of a session for its refresh token, which is then used (RFC 9700 §4.14.2). Of any number who show one
 * at the same time one is given the next; the others find it used, and a token that is shown again ends its session: either
 * who shows it has stolen it, or who showed it before.
 */
export function refreshSession(dependencies: RefreshSessionDependencies): RefreshSession {
  const { unitOfWork, accessTokens, randomBytes, digestSecret, clock, pause } = dependencies
  return async (token) => {
    if (token === undefined) return err({ type: 'InvalidRefreshToken' })
    const next = nextRefreshToken(token, randomBytes)
    const [shown, following] = [digestsOf(token, digestSecret), digestsOf(next, digestSecret)]
    const outcome = await retryLostRace('SessionChanged', pause, () => exchange(unitOfWork, shown, following, clock))
    const session = outcome.ok ? outcome.value : undefined
    return session === undefined
      ? err({ type: 'InvalidRefreshToken' })
      : ok(await tokensFor(session, next, accessTokens))
  }
}

/** Gives undefined where there is nothing to go on with, and has ended what there was: that is to be committed too. */
function exchange(
  unitOfWork: UnitOfWork,
  shown: Digests,
  following: Digests,
  clock: Clock,
): Promise<Result<Session | undefined, SessionChanged>> {
  return unitOfWork.run(async ({ sessions }): Promise<Result<Session | undefined, SessionChanged>> => {
    const session = await sessions.findByFamily(shown.family)
    if (session === undefined) return ok(undefined)
    // Not before the read: the unit may have waited for its turn.
    const now = clock.now()
    if (session.current !== shown.current || hasEnded(session, now)) {
      await sessions.end(session.owner, session.id)
      return ok(undefined)
    }
    const next = refreshed(session, following.current, now)
    const replaced = await sessions.replace(next)
    return replaced.ok ? ok(next) : replaced
  })
}
