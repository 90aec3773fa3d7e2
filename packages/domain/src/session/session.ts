import type { SecretDigest } from '../ports/secret-digest.ts'
import type { AccountId, SessionId } from '../shared/entity-id.ts'
import { instant, type Instant } from '../shared/instant.ts'

/**
 * One sign-in, and all tokens that came of it: it ends when its owner signs out, when it was not refreshed for long enough,
 * or when one of its refresh tokens is shown a second time. One that was ended is not in the store any more.
 */
export interface Session {
  readonly id: SessionId
  readonly owner: AccountId
  /** Of what all its refresh tokens begin with: whoever shows any of them is known by it. */
  readonly family: SecretDigest
  /** Of the one refresh token that is good. Any other of the family was used before, or made up by who has one. */
  readonly current: SecretDigest
  readonly createdAt: Instant
  readonly refreshedAt: Instant
  readonly endsAt: Instant
  /** 1 at first, one more with each refresh. */
  readonly revision: number
}

const DAY_MS = 86_400_000

/** For how long a session goes on without being refreshed. */
export const SESSION_IDLE_MS: number = 30 * DAY_MS
/** For how long it can be refreshed. */
export const SESSION_MAX_MS: number = 90 * DAY_MS

/**
 * What one account may have: of more the oldest end. So many that within the half hour of an access token nobody gets there
 * who does not mean to, and few enough to be ended all at once.
 */
export const SESSIONS_PER_ACCOUNT = 1000

export function beginSession(facts: Pick<Session, 'id' | 'owner' | 'family' | 'current'>, now: Instant): Session {
  const { id, owner, family, current } = facts
  return { id, owner, family, current, createdAt: now, refreshedAt: now, endsAt: endAfter(now, now), revision: 1 }
}

/** The same session with its next refresh token. */
export function refreshed(session: Session, current: SecretDigest, now: Instant): Session {
  const endsAt = endAfter(now, session.createdAt)
  return { ...session, current, refreshedAt: now, endsAt, revision: session.revision + 1 }
}

export function hasEnded({ endsAt }: Session, now: Instant): boolean {
  return endsAt <= now
}

function endAfter(refreshedAt: Instant, createdAt: Instant): Instant {
  return instant(Math.min(refreshedAt + SESSION_IDLE_MS, createdAt + SESSION_MAX_MS))
}
