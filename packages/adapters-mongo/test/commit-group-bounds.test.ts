import { freshDatabaseUri, startOwnMongoDb, type TestMongoDb } from '@keybox/test-mongodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { failCommand } from './support/fail-command.ts'
import { openWatchedStore, type WatchedStore } from './support/watched-store.ts'
import { countPairs, storeOwner, writePair } from './support/write-pair.ts'

let server: TestMongoDb

beforeAll(async () => {
  server = await startOwnMongoDb()
})

afterAll(() => server.stop())

it('commits fifty units together at most', async () => {
  await withStore('maxPoolSize=300', async ({ store, sent }) => {
    const owner = await storeOwner(store)
    sent.length = 0
    await Promise.all(Array.from({ length: 120 }, () => writePair(store, owner)))
    const together = sent.flatMap(({ name, command }) => (name === 'insert' ? [command['documents'].length] : []))
    expect(new Set(together)).toStrictEqual(new Set([50, 20]))
    expect(await countPairs(store, owner.owner)).toBe(120)
  })
})

it('does not wait for a connection once more, each unit by itself, when there was none for all of them', async () => {
  const options = 'maxPoolSize=1&waitQueueTimeoutMS=300&appName=waiting'
  await withStore(options, async ({ store, connectionsInUse }) => {
    const owner = await storeOwner(store)
    const slow = { appName: 'waiting', failCommands: ['find'], blockConnection: true, blockTimeMS: 2000 }
    await failCommand(server.uri, { times: 1 }, slow)
    const read = store.accounts.findById(owner.owner)
    await expect.poll(connectionsInUse).toBe(1)
    const { runs, failure } = await writePair(store, owner)
    expect({ runs, code: failure?.code }).toStrictEqual({ runs: 1, code: 'STORE_UNAVAILABLE' })
    await read
    expect(await writePair(store, owner)).toStrictEqual({ runs: 1, failure: undefined })
    expect(await countPairs(store, owner.owner)).toBe(1)
  })
})

async function withStore(uriOptions: string, use: (store: WatchedStore) => Promise<void>): Promise<void> {
  const watched = await openWatchedStore(freshDatabaseUri(server.uri), { uriOptions })
  try {
    await use(watched)
  } finally {
    await watched.store.close()
  }
}
