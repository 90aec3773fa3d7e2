import { trustedSecretDigest, type SecretDigest, type Session } from '@keybox/domain'
import { Long, type Document, type ObjectId } from 'mongodb'
import { toBsonDate, toInstant } from './bson-date.ts'
import { toEntityId, toObjectId } from './object-id.ts'

/** A session as the collection `sessions` holds it. */
export interface SessionDocument {
  readonly _id: ObjectId
  readonly owner: ObjectId
  /** SHA-256 of what its refresh tokens begin with. */
  readonly family: SecretDigest
  /** SHA-256 of the refresh token that is good. */
  readonly current: SecretDigest
  readonly createdAt: Date
  readonly refreshedAt: Date
  readonly endsAt: Date
  /** 64 bits; the driver gives those that fit as a number. */
  readonly revision: Long | number
  /** When MongoDB may remove it, by its own clock; nothing else goes by this. */
  readonly expiresAt: Date
}

/** By how much the clocks of a server and of MongoDB may differ without a session being removed too early. */
const CLOCK_TOLERANCE_MS = 3_600_000

/** All of it, for an update by aggregation: only that knows MongoDB's own time, by which it removes. */
export function toSessionFields(session: Session): Document {
  return {
    owner: toObjectId(session.owner),
    family: session.family,
    createdAt: toBsonDate(session.createdAt),
    ...toRefreshedFields(session),
  }
}

/** What a refresh changes. */
export function toRefreshedFields({ current, refreshedAt, endsAt, revision }: Session): Document {
  return {
    current,
    refreshedAt: toBsonDate(refreshedAt),
    endsAt: toBsonDate(endsAt),
    revision: Long.fromNumber(revision),
    expiresAt: { $add: ['$$NOW', endsAt - refreshedAt + CLOCK_TOLERANCE_MS] },
  }
}

export function rehydrateSession({ _id: id, ...document }: SessionDocument): Session {
  return {
    id: toEntityId('Session', id),
    owner: toEntityId('Account', document.owner),
    family: trustedSecretDigest(document.family),
    current: trustedSecretDigest(document.current),
    createdAt: toInstant(document.createdAt),
    refreshedAt: toInstant(document.refreshedAt),
    endsAt: toInstant(document.endsAt),
    revision: typeof document.revision === 'number' ? document.revision : document.revision.toNumber(),
  }
}
