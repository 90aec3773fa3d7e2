import { commit, storeAccount, storeSession } from '@keybox/contracts'
import { instant, refreshed, SESSION_IDLE_MS } from '@keybox/domain'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import type { Db } from 'mongodb'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import type { MongoStore } from '../src/index.ts'
import { openFreshStore, withClient } from './support/open-fresh-store.ts'

const HOUR = 3_600_000
const uri = freshDatabaseUri(inject('mongoUri'))
let store: MongoStore

beforeAll(async () => {
  store = await openFreshStore(uri)
})
afterAll(() => store.close())

it('lets MongoDB remove a session an hour after its time is over, by MongoDB’s own clock', async () => {
  const session = await storeSession(store, await storeAccount(store), { createdAt: instant(Date.UTC(1999, 0, 1)) })
  await withClient(uri, async (client) => {
    expect(await millisecondsToGo(client.db())).toBe(SESSION_IDLE_MS + HOUR)
    const late = instant(session.createdAt + 2.5 * SESSION_IDLE_MS)
    await commit(store, ({ sessions }) => sessions.replace(refreshed(session, session.family, late)))
    expect(await millisecondsToGo(client.db())).toBe(SESSION_IDLE_MS / 2 + HOUR)
    const indexes = await client.db().collection('sessions').indexes()
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }))
  })
})

/** By its clock, to the minute: some time has passed since it was written. */
async function millisecondsToGo(database: Db): Promise<number> {
  const [found] = await database
    .collection('sessions')
    .aggregate<{ ms: number }>([{ $project: { ms: { $subtract: ['$expiresAt', '$$NOW'] } } }])
    .toArray()
  return Math.round((found?.ms ?? 0) / 60_000) * 60_000
}
