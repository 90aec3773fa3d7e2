import {
  SESSIONS_PER_ACCOUNT,
  type AccountId,
  type Session,
  type SessionChanged,
  type SessionReader,
  type SessionRepository,
  type TimeLeft,
} from '@keybox/domain'
import { Long, type Collection, type Document } from 'mongodb'
import { toObjectId } from '../documents/object-id.ts'
import {
  rehydrateSession,
  toRefreshedFields,
  toSessionFields,
  type SessionDocument,
} from '../documents/session-document.ts'
import type { OperationOptions, ReadAccess, WriteAccess } from './access.ts'
import { gatherOwned } from './gathered-owned.ts'

const SESSION_CHANGED: SessionChanged = { type: 'SessionChanged' }

/** By default the server would try the index that begins with the owner as well. */
const BY_ID = { _id: 1 } as const

function sessionReader(sessions: Collection<SessionDocument>, access: ReadAccess): SessionReader {
  return {
    async find(owner, id) {
      const filter = { _id: toObjectId(id), owner: toObjectId(owner) }
      const found = await access.read((options) => sessions.findOne(filter, options))
      return found === null ? undefined : rehydrateSession(found)
    },
  }
}

/** Outside units of work: every request with a token reads its session. */
export function gatheringSessionReader(
  sessions: Collection<SessionDocument>,
  access: ReadAccess,
  timeLeft: TimeLeft,
): SessionReader {
  const reader = sessionReader(sessions, access)
  const gathered = gatherOwned<'Session', Session>(
    {
      one: (owner, id) => reader.find(owner, id),
      async many(owners, ids) {
        const filter = { _id: { $in: ids.map(toObjectId) }, owner: { $in: owners.map(toObjectId) } }
        const found = await access.read((options) => sessions.find(filter, { ...options, hint: BY_ID }).toArray())
        return found.map(rehydrateSession)
      },
    },
    timeLeft,
  )
  return { find: gathered }
}

export function sessionRepository(sessions: Collection<SessionDocument>, access: WriteAccess): SessionRepository {
  const write = async (operation: (options: OperationOptions) => Promise<unknown>): Promise<void> => {
    await access.write(async (options) => void (await operation(options)))
  }
  return {
    ...sessionReader(sessions, access),
    async findByFamily(family) {
      const found = await access.read((options) => sessions.findOne({ family }, options))
      return found === null ? undefined : rehydrateSession(found)
    },
    insert: (session) =>
      write(async (options) => {
        // Not there: one that is has a revision, and its id refuses the insert.
        const absent = { _id: toObjectId(session.id), revision: Long.ZERO }
        await sessions.updateOne(absent, [{ $set: toSessionFields(session) }], { ...options, upsert: true })
        await endOldest(sessions, session.owner, options)
      }),
    replace: (next) => access.write((options) => compareAndSet(sessions, next, options)),
    end: (owner, id) =>
      write((options) => sessions.deleteOne({ _id: toObjectId(id), owner: toObjectId(owner) }, options)),
    endAll: (owner, kept) => {
      const others = kept === undefined ? {} : { _id: { $ne: toObjectId(kept) } }
      return write((options) => sessions.deleteMany({ owner: toObjectId(owner), ...others }, options))
    },
  }
}

async function compareAndSet(
  sessions: Collection<SessionDocument>,
  next: Session,
  options: OperationOptions,
): Promise<SessionChanged | undefined> {
  const previous = {
    _id: toObjectId(next.id),
    owner: toObjectId(next.owner),
    revision: Long.fromNumber(next.revision - 1),
  }
  const change: Document[] = [{ $set: toRefreshedFields(next) }]
  const { matchedCount } = await sessions.updateOne(previous, change, options)
  return matchedCount === 1 ? undefined : SESSION_CHANGED
}

async function endOldest(
  sessions: Collection<SessionDocument>,
  owner: AccountId,
  options: OperationOptions,
): Promise<void> {
  const filter = { owner: toObjectId(owner) }
  const newestFirst = { createdAt: -1, _id: -1 } as const
  const tooMany = await sessions
    .find(filter, { ...options, projection: { _id: 1 } })
    .sort(newestFirst)
    .skip(SESSIONS_PER_ACCOUNT)
    .toArray()
  if (tooMany.length > 0) await sessions.deleteMany({ _id: { $in: tooMany.map(({ _id }) => _id) } }, options)
}
