import type { DatabaseSync } from 'node:sqlite'
import {
  ok,
  SESSIONS_PER_ACCOUNT,
  type AccountId,
  type Session,
  type SessionId,
  type SessionReader,
  type SessionRepository,
} from '@keybox/domain'
import {
  INSERT_SESSION,
  rehydrateSession,
  REPLACE_SESSION,
  SESSION_COLUMNS,
  sessionReplacement,
  sessionValues,
} from '../rows/session-row.ts'
import type { Unit } from '../transaction/unit.ts'
import { gatherReads } from './gathered-reads.ts'

export const FIND_SESSION: string = `SELECT ${SESSION_COLUMNS} FROM sessions WHERE _id = ? AND owner = ?`
export const FIND_SESSION_BY_FAMILY: string = `SELECT ${SESSION_COLUMNS} FROM sessions WHERE family = ?`

/** So few that nobody signs in slower for it, and more than the one that each sign-in adds. */
const REMOVED_AT_ONCE = 4

export const REMOVE_ENDED_SESSIONS: string = `
  DELETE FROM sessions WHERE _id IN
    (SELECT _id FROM sessions WHERE ends_at <= ? ORDER BY ends_at LIMIT ${REMOVED_AT_ONCE})`

export const END_OLDEST_SESSIONS: string = `
  DELETE FROM sessions WHERE _id IN
    (SELECT _id FROM sessions WHERE owner = ? ORDER BY created_at DESC, _id DESC LIMIT -1 OFFSET ${SESSIONS_PER_ACCOUNT})`

export const END_SESSION = 'DELETE FROM sessions WHERE _id = ? AND owner = ?'
export const END_ALL_SESSIONS = 'DELETE FROM sessions WHERE owner = ? AND _id IS NOT ?'

type Find = (asked: { readonly owner: AccountId; readonly id: SessionId }) => Session | undefined

function prepareFind(connection: DatabaseSync): Find {
  const find = connection.prepare(FIND_SESSION)
  return ({ owner, id }) => {
    const row = find.get(id, owner)
    return row && rehydrateSession(row)
  }
}

/** Outside units of work: every request with a token reads its session. */
export function gatheringSessionReader(connection: DatabaseSync): SessionReader {
  const find = gatherReads(connection, prepareFind(connection))
  return { find: (owner, id) => find({ owner, id }) }
}

/** Prepares the statements once, for any number of units of work. */
export function prepareSessionRepository(connection: DatabaseSync): (unit: Unit) => SessionRepository {
  const find = prepareFind(connection)
  const byFamily = connection.prepare(FIND_SESSION_BY_FAMILY)
  const insert = connection.prepare(INSERT_SESSION)
  const removeEnded = connection.prepare(REMOVE_ENDED_SESSIONS)
  const endOldest = connection.prepare(END_OLDEST_SESSIONS)
  const replace = connection.prepare(REPLACE_SESSION)
  const end = connection.prepare(END_SESSION)
  const endAll = connection.prepare(END_ALL_SESSIONS)
  return (unit) => ({
    find: (owner, id) => unit.perform(() => find({ owner, id })),
    findByFamily: (family) =>
      unit.perform(() => {
        const row = byFamily.get(family)
        return row && rehydrateSession(row)
      }),
    insert: (session) =>
      unit.perform(() => {
        insert.run(...sessionValues(session))
        removeEnded.run(session.createdAt)
        endOldest.run(session.owner)
      }),
    replace: (next) =>
      unit.perform(() =>
        replace.run(...sessionReplacement(next)).changes === 0 ? unit.lose({ type: 'SessionChanged' }) : ok(),
      ),
    end: (owner, id) => unit.perform(() => void end.run(id, owner)),
    endAll: (owner, kept) => unit.perform(() => void endAll.run(owner, kept ?? null)),
  })
}
