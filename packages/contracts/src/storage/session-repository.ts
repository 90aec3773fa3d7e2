import {
  err,
  instant,
  ok,
  refreshed,
  SESSION_IDLE_MS,
  SESSIONS_PER_ACCOUNT,
  type Account,
  type Instant,
  type Result,
  type Session,
  type SessionChanged,
  type Store,
} from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aSecretDigest, aSession } from '../builders/a-session.ts'
import { anId } from '../builders/values.ts'
import { STORAGE_TIMEOUT_MS, useStore, type OpenStore } from './open-store.ts'
import { commit, storeAccount, storeSession } from './seed.ts'

const CHANGED = err({ type: 'SessionChanged' })

/** What every store's sessions do. */
export function sessionRepositoryContract(openStore: OpenStore): void {
  describe('contract: session-repository', { timeout: STORAGE_TIMEOUT_MS }, () => {
    const store = useStore(openStore)

    it('finds a session by its id and by its family, every field as it was', async () => {
      const createdAt = instant(Date.UTC(2024, 1, 29, 23, 59, 59, 999))
      const refreshedAt = instant(createdAt + 1)
      const endsAt = instant(createdAt + 7)
      const session = await storeSession(store(), await storeAccount(store()), {
        createdAt,
        refreshedAt,
        endsAt,
        revision: 3,
      })
      expect(await store().sessions.find(session.owner, session.id)).toStrictEqual(session)
      expect(await findByFamily(store(), session)).toStrictEqual(session)
    })

    it('finds nothing that is not there, or is of somebody else', async () => {
      const session = await storeSession(store(), await storeAccount(store()))
      const other = await storeAccount(store())
      expect(await store().sessions.find(session.owner, anId('Session'))).toBeUndefined()
      expect(await store().sessions.find(other.id, session.id)).toBeUndefined()
      expect(await findByFamily(store(), aSession())).toBeUndefined()
    })

    it('finds many that are asked for at once, each for its owner', async () => {
      const accounts = [await storeAccount(store()), await storeAccount(store())]
      const sessions = []
      for (const account of [...accounts, ...accounts]) sessions.push(await storeSession(store(), account))
      const found = await Promise.all(sessions.map(({ owner, id }) => store().sessions.find(owner, id)))
      expect(found).toStrictEqual(sessions)
    })

    it('gives a unit of work the same look-ups, its own writes included', async () => {
      const { id: owner } = await storeAccount(store())
      const session = aSession({ owner })
      await commit(store(), async ({ sessions }) => {
        await sessions.insert(session)
        expect(await sessions.find(owner, session.id)).toStrictEqual(session)
        expect(await sessions.findByFamily(session.family)).toStrictEqual(session)
        expect(await store().sessions.find(owner, session.id)).toBeUndefined()
        return ok()
      })
    })

    it.each(['id', 'family'] as const)('throws for one whose %s is taken', async (field) => {
      const session = await storeSession(store(), await storeAccount(store()))
      const same = aSession({ owner: session.owner, [field]: session[field] })
      const inserted = store().unitOfWork.run(async ({ sessions }) => ok(await sessions.insert(same)))
      await expect(inserted).rejects.toThrow(Error)
      expect(await store().sessions.find(session.owner, session.id)).toStrictEqual(session)
    })

    it('replaces what a refresh changes, and nothing else', async () => {
      const session = await storeSession(store(), await storeAccount(store()))
      const next = refreshed(session, aSecretDigest(), instant(session.createdAt + 5000))
      const strange = { ...next, family: aSecretDigest(), createdAt: instant(0) }
      expect(await replace(store(), strange)).toStrictEqual(ok())
      expect(await store().sessions.find(session.owner, session.id)).toStrictEqual(next)
      expect(await findByFamily(store(), session)).toStrictEqual(next)
    })

    it('refuses to replace what is not the revision before, is another owner’s, or has ended', async () => {
      const session = await storeSession(store(), await storeAccount(store()))
      const next = refreshed(session, aSecretDigest(), instant(session.createdAt + 1))
      expect(await replace(store(), { ...next, revision: 3 })).toStrictEqual(CHANGED)
      expect(await replace(store(), { ...next, revision: 1 })).toStrictEqual(CHANGED)
      const { id } = await storeAccount(store())
      expect(await replace(store(), { ...next, owner: id })).toStrictEqual(CHANGED)
      expect(await store().sessions.find(session.owner, session.id)).toStrictEqual(session)
      await end(store(), session)
      expect(await replace(store(), next)).toStrictEqual(CHANGED)
    })

    it('ends one, and no other; ending it again is nothing', async () => {
      const account = await storeAccount(store())
      const [one, other] = [await storeSession(store(), account), await storeSession(store(), account)]
      const stranger = await storeAccount(store())
      await end(store(), { ...one, owner: stranger.id })
      expect(await store().sessions.find(account.id, one.id)).toStrictEqual(one)
      for (let times = 0; times < 2; times += 1) await end(store(), one)
      expect(await store().sessions.find(account.id, one.id)).toBeUndefined()
      expect(await findByFamily(store(), one)).toBeUndefined()
      expect(await store().sessions.find(account.id, other.id)).toStrictEqual(other)
    })

    it('ends all of an owner, or all but one', async () => {
      const [account, other] = [await storeAccount(store()), await storeAccount(store())]
      const kept = await storeSession(store(), account)
      const ended = [await storeSession(store(), account), await storeSession(store(), account)]
      const untouched = await storeSession(store(), other)
      await endAll(store(), account, kept)
      expect(await present(store(), [kept, ...ended, untouched])).toStrictEqual([kept, untouched])
      await endAll(store(), account)
      expect(await present(store(), [kept, untouched])).toStrictEqual([untouched])
    })

    it('ends none when the unit is rolled back', async () => {
      const session = await storeSession(store(), await storeAccount(store()))
      const failed = store().unitOfWork.run(async ({ sessions }) => {
        await sessions.endAll(session.owner, undefined)
        throw new Error('rolled back')
      })
      await expect(failed).rejects.toThrow('rolled back')
      expect(await store().sessions.find(session.owner, session.id)).toStrictEqual(session)
    })

    it(`ends the oldest of an owner who has more than ${SESSIONS_PER_ACCOUNT}`, async () => {
      const account = await storeAccount(store())
      const others = await storeSession(store(), await storeAccount(store()), {
        createdAt: instant(Date.UTC(2023, 11, 31)),
      })
      const all = Array.from({ length: SESSIONS_PER_ACCOUNT + 2 }, (_, number) =>
        aSession({ owner: account.id, createdAt: instant(Date.UTC(2024, 0, 1) + number) }),
      )
      for (let start = 0; start < all.length; start += 200) {
        await commit(store(), async ({ sessions }) => {
          for (const session of all.slice(start, start + 200)) await sessions.insert(session)
          return ok()
        })
      }
      const ends = [...all.slice(0, 4), ...all.slice(-2)]
      expect(await present(store(), ends)).toStrictEqual(ends.slice(2))
      expect(await present(store(), [others])).toStrictEqual([others])
    })

    it('takes none away whose time is not over, however many come and go', async () => {
      const { id: owner } = await storeAccount(store())
      const begin = Date.UTC(2024, 2, 1)
      const day = SESSION_IDLE_MS / 30
      const begun: Session[] = []
      for (let days = 0; days < 40; days += 1) {
        const now: Instant = instant(begin + days * day)
        const session = aSession({ owner, createdAt: now })
        begun.push(session)
        await commit(store(), async ({ sessions }) => ok(await sessions.insert(session)))
        const live = begun.filter(({ endsAt }) => endsAt > now)
        expect(await present(store(), live)).toStrictEqual(live)
      }
    })
  })
}

function findByFamily(store: Store, { family }: Session): Promise<Session | undefined> {
  return store.unitOfWork
    .run(async ({ sessions }) => ok(await sessions.findByFamily(family)))
    .then(({ value }) => value)
}

function replace(store: Store, next: Session): Promise<Result<void, SessionChanged>> {
  return store.unitOfWork.run(({ sessions }) => sessions.replace(next))
}

function end(store: Store, { owner, id }: Session): Promise<void> {
  return commit(store, async ({ sessions }) => ok(await sessions.end(owner, id)))
}

function endAll(store: Store, { id }: Account, kept?: Session): Promise<void> {
  return commit(store, async ({ sessions }) => ok(await sessions.endAll(id, kept?.id)))
}

async function present(store: Store, asked: readonly Session[]): Promise<readonly Session[]> {
  const found = await Promise.all(asked.map(({ owner, id }) => store.sessions.find(owner, id)))
  return found.filter((session) => session !== undefined)
}
