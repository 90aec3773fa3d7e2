import type { SQLInputValue } from 'node:sqlite'
import { instant, trustedEntityId, trustedSecretDigest, type Session } from '@keybox/domain'
import { integer, text, type Row } from './column.ts'

export const SESSION_COLUMNS = '_id, owner, family, current, created_at, refreshed_at, ends_at, revision'

export const INSERT_SESSION: string = `INSERT INTO sessions (${SESSION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`

export const REPLACE_SESSION: string = `
  UPDATE sessions SET current = ?, refreshed_at = ?, ends_at = ?, revision = ?
  WHERE _id = ? AND owner = ? AND revision = ?`

/** In the order of INSERT_SESSION. */
export function sessionValues(session: Session): SQLInputValue[] {
  const { id, owner, family, current, createdAt, refreshedAt, endsAt, revision } = session
  return [id, owner, family, current, createdAt, refreshedAt, endsAt, revision]
}

/** In the order of REPLACE_SESSION. */
export function sessionReplacement(next: Session): SQLInputValue[] {
  const { id, owner, current, refreshedAt, endsAt, revision } = next
  return [current, refreshedAt, endsAt, revision, id, owner, revision - 1]
}

/** From SESSION_COLUMNS. */
export function rehydrateSession(row: Row): Session {
  return {
    id: trustedEntityId('Session', text(row, '_id')),
    owner: trustedEntityId('Account', text(row, 'owner')),
    family: trustedSecretDigest(text(row, 'family')),
    current: trustedSecretDigest(text(row, 'current')),
    createdAt: instant(integer(row, 'created_at')),
    refreshedAt: instant(integer(row, 'refreshed_at')),
    endsAt: instant(integer(row, 'ends_at')),
    revision: integer(row, 'revision'),
  }
}
