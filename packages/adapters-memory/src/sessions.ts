import {
  hasEnded,
  ok,
  SESSIONS_PER_ACCOUNT,
  type Instant,
  type Session,
  type SessionReader,
  type SessionRepository,
} from '@keybox/domain'
import { childrenOf } from './creation.ts'
import { DuplicateId } from './duplicate-id.ts'
import { sessionRecord } from './records.ts'
import type { State, StateSource } from './state.ts'
import type { Unit } from './unit.ts'

/** More than the one that each sign-in adds. */
const REMOVED_AT_ONCE = 4

export function sessionReader(source: StateSource): SessionReader {
  return {
    find: async (owner, id) => {
      const session = source().sessions.get(id)
      return session?.owner === owner ? session : undefined
    },
  }
}

export function sessionRepository(unit: Unit): SessionRepository {
  return {
    ...sessionReader(unit.current),
    findByFamily: async (family) => unit.current().sessionsByFamily.get(family),
    insert: async (session) => {
      const state = unit.current()
      if (state.sessions.get(session.id) !== undefined) throw new DuplicateId('Session')
      if (state.sessionsByFamily.get(session.family) !== undefined) throw new Error('Two sessions of one family')
      const there = written(state, sessionRecord(session))
      const ended = endedBefore(there, session.createdAt)
      unit.stage([...ended, ...tooMany(there, session)].reduce(without, there))
    },
    replace: async (next) => {
      const state = unit.current()
      const stored = state.sessions.get(next.id)
      if (stored?.owner !== next.owner || stored.revision !== next.revision - 1) {
        return unit.refuse({ type: 'SessionChanged' })
      }
      const { current, refreshedAt, endsAt, revision } = next
      const record = sessionRecord({ ...stored, current, refreshedAt, endsAt, revision })
      unit.stage(written(without(state, stored), record))
      return ok()
    },
    end: async (owner, id) => {
      const state = unit.current()
      const stored = state.sessions.get(id)
      if (stored?.owner === owner) unit.stage(without(state, stored))
    },
    endAll: async (owner, kept) => {
      const state = unit.current()
      const ended = [...childrenOf(state.sessionsByCreation, owner)].filter(({ id }) => id !== kept)
      unit.stage(ended.reduce(without, state))
    },
  }
}

function* endedBefore({ sessionsByEnd }: State, now: Instant): Generator<Session> {
  let found = 0
  for (const [, session] of sessionsByEnd.from({ at: -Infinity as Instant, id: '' as Session['id'] })) {
    if (found === REMOVED_AT_ONCE || !hasEnded(session, now)) return
    found += 1
    yield session
  }
}

function tooMany({ sessionsByCreation }: State, { owner }: Session): readonly Session[] {
  return [...childrenOf(sessionsByCreation, owner)].slice(0, -SESSIONS_PER_ACCOUNT)
}

function written(state: State, record: Session): State {
  const { id, owner, family, createdAt, endsAt } = record
  return {
    ...state,
    sessions: state.sessions.with(id, record),
    sessionsByFamily: state.sessionsByFamily.with(family, record),
    sessionsByCreation: state.sessionsByCreation.with({ parent: owner, at: createdAt, id }, record),
    sessionsByEnd: state.sessionsByEnd.with({ at: endsAt, id }, record),
  }
}

function without(state: State, { id, owner, family, createdAt, endsAt }: Session): State {
  return {
    ...state,
    sessions: state.sessions.without(id),
    sessionsByFamily: state.sessionsByFamily.without(family),
    sessionsByCreation: state.sessionsByCreation.without({ parent: owner, at: createdAt, id }),
    sessionsByEnd: state.sessionsByEnd.without({ at: endsAt, id }),
  }
}
