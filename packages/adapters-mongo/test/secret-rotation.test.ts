import { setTimeout as pause } from 'node:timers/promises'
import { aLicenseFor, aNamedRequest, aReply, commit, storeLicense, storeSeller } from '@keybox/contracts'
import { instant, KeyRing, ok, StoreFailure, type SecretRotation, type Store } from '@keybox/domain'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import type { Db, MongoClient } from 'mongodb'
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest'
import { ChangeFeed } from '../src/cluster/change-feed.ts'
import { COMMITTED } from '../src/connection/concerns.ts'
import { databaseNameOf } from '../src/connection/connection-string.ts'
import { createMongoClient } from '../src/connection/mongo-client.ts'
import { openMongoRotation, openMongoStore, type MongoStore } from '../src/index.ts'
import { createMongoStore } from '../src/mongo-store.ts'
import { SecretWatch } from '../src/secrets/secret-watch.ts'
import { settledSecrets, type StoreSecrets } from '../src/secrets/store-secrets.ts'
import { aesGcmKeyVault } from './support/aes-gcm-key-vault.ts'
import { dropDatabase } from './support/open-fresh-store.ts'

const [OLD, NEW] = [aesGcmKeyVault('old'), aesGcmKeyVault('new')]
const BOTH = { keyVault: NEW, previousKeyVault: OLD }
const NOON = instant(Date.UTC(2024, 5, 1, 12))
/** Longer than a server trusts what it saw. */
const LONG_MS = 11_000

describe('changing over to another secret', { timeout: 60_000 }, () => {
  let uri: string
  let client: MongoClient
  let database: Db

  beforeEach(async () => {
    uri = freshDatabaseUri(inject('mongoUri'))
    client = createMongoClient(uri)
    database = client.db(databaseNameOf(uri), COMMITTED)
    const first = await openMongoStore({ uri, keyVault: OLD })
    if (first.ok) await first.value.close()
  })

  afterEach(async () => {
    await client.close()
    await dropDatabase(uri)
  })

  async function serving(vaults: Parameters<typeof openMongoStore>[0]['keyVault'][]): Promise<MongoStore> {
    const [keyVault = NEW, previousKeyVault] = vaults
    const opened = await openMongoStore({ uri, keyVault, previousKeyVault })
    if (!opened.ok) throw new Error(opened.error.message)
    onTestFinished(() => opened.value.close())
    return opened.value
  }

  async function rotation(): Promise<SecretRotation> {
    const opened = await openMongoRotation({ uri, ...BOTH })
    if (!opened.ok) throw new Error(opened.error.message)
    onTestFinished(() => opened.value.close())
    return opened.value
  }

  /** A store whose secrets are followed as the test says. */
  function storeOver(secrets: StoreSecrets): Store {
    const connection = createMongoClient(uri)
    const options = { client: connection, databaseName: databaseNameOf(uri), timeLeft: () => 10_000 }
    const store = createMongoStore({ ...options, secrets })
    onTestFinished(() => store.close())
    return store
  }

  /** One that has not heard that the secret was replaced. */
  function behind(): Store {
    const keys = new KeyRing(NEW, OLD)
    keys.writeUnder(OLD.checkValue)
    return storeOver(settledSecrets(keys))
  }

  /** For the transactions that have written to the licences. */
  async function untilCollectionChangeWaits(): Promise<void> {
    const waiting = { 'command.collMod': 'licenses', 'command.$db': database.databaseName }
    const operations = [{ $currentOp: { allUsers: true } }, { $match: waiting }]
    while ((await client.db('admin').aggregate(operations).toArray()).length === 0) await pause(10)
  }

  it('is refused while a server knows only the secret of before, which goes on as ever', async () => {
    const store = await serving([OLD])
    await serving([NEW, OLD])
    const refused = await (await rotation()).begin()
    expect(refused).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('A running server knows only one') },
    })
    const { project } = await storeSeller(store)
    const { key } = await storeLicense(store, project)
    expect(await store.licenses.findByKey(key)).toBeDefined()
    // And more of them may start.
    await serving([OLD])
  })

  it('waits until all servers write under the new one', async () => {
    const stores = [await serving([NEW, OLD]), await serving([NEW, OLD])]
    expect(stores.map((store) => store.writesUnder())).toStrictEqual([OLD.keyId, OLD.keyId])
    expect(await (await rotation()).begin()).toStrictEqual(ok())
    expect(stores.map((store) => store.writesUnder())).toStrictEqual([NEW.keyId, NEW.keyId])
  })

  it('does not wait for a server that has been silent for long', async () => {
    const seenAt = new Date(Date.now() - 60_000)
    const gone = { knows: [OLD.keyId], writes: OLD.keyId, seenAt }
    await database.collection<{ _id: string }>('keybox_servers').insertOne({ _id: 'gone', ...gone })
    expect(await (await rotation()).begin()).toStrictEqual(ok())
  })

  it('never has a server that stood still call a key unknown that it cannot look up', async () => {
    let now = 0
    const watch = new SecretWatch(database, new KeyRing(OLD), () => now)
    expect(await watch.start()).toStrictEqual(ok())
    const still = storeOver({ keys: watch.keys, assertAllKnown: watch.assertAllKnown })
    const { project, account } = await storeSeller(still)
    // As if it had been silent for as long as counts as gone.
    await watch.stop()
    expect(await (await rotation()).begin()).toStrictEqual(ok())
    const { key } = await storeLicense(await serving([NEW, OLD]), project)
    const unknown = aLicenseFor(project)
    expect(await still.licenses.findByKey(unknown.key)).toBeUndefined()
    now += LONG_MS
    const asked = [
      () => still.licenses.findByKey(key),
      () => still.licenses.findOwned(account.id, key),
      () => still.unitOfWork.run(async ({ licenses }) => ok(await licenses.findByKey(key))),
      () => still.unitOfWork.run(async ({ replies }) => ok(await replies.find(aNamedRequest()))),
    ]
    for (const ask of asked) await expect(ask()).rejects.toThrow('is being moved to a new secret')
    await watch.stop()
  })

  it('has two servers that are not at the same secret compete for an idempotency key', async () => {
    const [earlier, later] = [behind(), storeOver(settledSecrets(new KeyRing(NEW, OLD)))]
    const times = { keptAt: NOON, overSince: instant(0) }
    for (const [first, second] of [
      [earlier, later],
      [later, earlier],
    ] as const) {
      const request = aNamedRequest()
      await commit(first, ({ replies }) => replies.keep(request, aReply('first'), times))
      const kept = await second.unitOfWork.run(({ replies }) => replies.keep(request, aReply('second'), times))
      expect(kept).toMatchObject({ ok: false, error: { type: 'IdempotencyKeyTaken' } })
    }
  })

  it('takes nothing under the secret of before in the end, and loses nothing of what it took', async () => {
    const store = behind()
    const { project } = await storeSeller(store)
    const rotating = await rotation()
    expect(await rotating.begin()).toStrictEqual(ok())
    const late = aLicenseFor(project)
    const [inserted, written] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const unit = store.unitOfWork.run(async ({ licenses }) => {
      const result = await licenses.insert(late)
      inserted.resolve()
      await written.promise
      return result
    })
    await inserted.promise
    const fenced = rotating.fence()
    await untilCollectionChangeWaits()
    written.resolve()
    expect(await unit).toStrictEqual(ok())
    await fenced
    expect(await rotating.resealBatch(10)).toMatchObject({ resealed: 1 })
    expect(await rotating.finish()).toStrictEqual(ok())
    expect(await (await serving([NEW])).licenses.findByKey(late.key)).toStrictEqual(late)

    const tooLate = storeLicense(store, project)
    await expect(tooLate).rejects.toThrow(StoreFailure)
    await expect(tooLate).rejects.toThrow('The secret was replaced')
  })

  it('is no change of what servers remember', async () => {
    const store = await serving([NEW, OLD])
    const { project } = await storeSeller(store)
    const license = await storeLicense(store, project)
    const [opened, told] = [Promise.withResolvers<void>(), Promise.withResolvers<unknown>()]
    const feed = new ChangeFeed(database, 'node')
    const changed = (_: unknown, change: { readonly type: string }): void => {
      if (change.type === 'license') told.resolve(change)
    }
    const running = feed.run({ opened: () => opened.resolve(), changed }).catch(told.reject)
    await opened.promise
    const rotating = await rotation()
    expect(await rotating.begin()).toStrictEqual(ok())
    expect(await rotating.resealBatch(10)).toMatchObject({ resealed: 1, failed: [] })
    await commit(store, ({ licenses }) => licenses.replace({ ...license, revokedAt: NOON, revision: 2 }))
    // In order: had the first been told of, it would have come first, as of any revision.
    expect(await told.promise).toStrictEqual({ type: 'license', license: license.id, revision: 2 })
    await feed.close()
    await running
  })
})
