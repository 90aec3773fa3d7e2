import { readTree, startReading, storeLicense, storeSeller } from '@keybox/contracts'
import { KeyRing, type Result, type Store, type StoreRefused } from '@keybox/domain'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import type { Db } from 'mongodb'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { openMongoStore } from '../src/index.ts'
import { prepareDatabase } from '../src/opening/prepare-database.ts'
import { INDEXES } from '../src/schema/indexes.ts'
import { aesGcmKeyVault } from './support/aes-gcm-key-vault.ts'
import { dropDatabase, withClient } from './support/open-fresh-store.ts'

const keyVault = aesGcmKeyVault()
const keys = new KeyRing(keyVault)
const used: string[] = []

function freshUri(): string {
  const uri = freshDatabaseUri(inject('mongoUri'))
  used.push(uri)
  return uri
}

afterEach(async () => {
  for (const uri of used.splice(0)) await dropDatabase(uri)
})

async function opened(opening: Promise<Result<Store, StoreRefused>>): Promise<Store> {
  const result = await opening
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

describe('opening on an empty database', () => {
  it('lays out collections, validators and indexes', async () => {
    const uri = freshUri()
    await (await opened(openMongoStore({ uri, keyVault }))).close()
    await withClient(uri, async (client) => expectLayout(client.db()))
  })

  it('is for any number of nodes at once', async () => {
    const uri = freshUri()
    const stores = await Promise.all(Array.from({ length: 10 }, () => opened(openMongoStore({ uri, keyVault }))))
    await Promise.all(
      stores.map(async (store) => {
        const { account } = await storeSeller(store)
        expect((await readTree(store, account.id)).projects).toBe(1)
      }),
    )
    await withClient(uri, async (client) => {
      expect(await client.db().collection('keybox_meta').countDocuments()).toBe(2)
      await expectLayout(client.db())
    })
    await Promise.all(stores.map((store) => store.close()))
  })

  it('lets one of several secrets in', async () => {
    const uri = freshUri()
    const vaults = Array.from({ length: 6 }, (_, index) => aesGcmKeyVault(`secret ${index}`))
    const results = await Promise.all(vaults.map((each) => openMongoStore({ uri, keyVault: each })))
    const stores = results.flatMap((result) => (result.ok ? [result.value] : []))
    const refusals = results.flatMap((result) => (result.ok ? [] : [result.error.reason]))
    expect(stores).toHaveLength(1)
    expect(refusals).toStrictEqual(Array.from({ length: 5 }, () => 'WRONG_SECRET'))
    await Promise.all(stores.map((store) => store.close()))
  })

  it('takes the name given, before the one in the URI', async () => {
    const [uri, other] = [freshUri(), freshUri()]
    const databaseName = new URL(other).pathname.slice(1)
    const store = await opened(openMongoStore({ uri, keyVault, databaseName }))
    await storeSeller(store)
    await store.close()
    await withClient(uri, async (client) => expect(await client.db().listCollections().toArray()).toStrictEqual([]))
    await withClient(other, async (client) => expect(await client.db().collection('accounts').countDocuments()).toBe(1))
  })
})

describe('opening a database that was used before', () => {
  it('finds everything again', async () => {
    const uri = freshUri()
    const first = await opened(openMongoStore({ uri, keyVault }))
    const { account, project } = await storeSeller(first)
    const license = await storeLicense(first, project)
    await first.close()
    const second = await opened(openMongoStore({ uri, keyVault }))
    const { tree } = await readTree(second, account.id)
    expect(tree[0]?.projects[0]?.licenses[0]?.key.equals(license.key)).toBe(true)
    await second.close()
  })

  it('repairs an index and a validator that somebody took away', async () => {
    const uri = freshUri()
    await (await opened(openMongoStore({ uri, keyVault }))).close()
    await withClient(uri, async (client) => {
      await client.db().collection('clients').dropIndex('owner_email')
      await client.db().command({ collMod: 'licenses', validator: {}, validationAction: 'warn' })
      await (await opened(openMongoStore({ uri, keyVault }))).close()
      await expectLayout(client.db())
    })
  })

  it('leaves a dashboard that another node is reading alone', async () => {
    const uri = freshUri()
    const store = await opened(openMongoStore({ uri, keyVault }))
    const { account, project } = await storeSeller(store)
    await storeLicense(store, project)
    const reading = startReading(store, account.id)
    await reading.take(1)
    await (await opened(openMongoStore({ uri, keyVault }))).close()
    expect((await reading.rest()).map(({ type }) => type)).toStrictEqual(['client', 'project', 'license'])
    await store.close()
  })

  it('refuses another secret, and changes nothing', async () => {
    const uri = freshUri()
    await (await opened(openMongoStore({ uri, keyVault }))).close()
    await withClient(uri, async (client) => {
      await client.db().collection('clients').dropIndex('owner_creation')
      const refused = await openMongoStore({ uri, keyVault: aesGcmKeyVault('another secret') })
      expect(refused).toMatchObject({ ok: false, error: { type: 'StoreRefused', reason: 'WRONG_SECRET' } })
      expect(await client.db().collection('clients').indexExists('owner_creation')).toBe(false)
    })
  })

  it('refuses a newer schema, and changes nothing', async () => {
    const uri = freshUri()
    await (await opened(openMongoStore({ uri, keyVault }))).close()
    await withClient(uri, async (client) => {
      await client
        .db()
        .collection('keybox_meta')
        .updateOne({ version: { $exists: true } }, { $inc: { version: 1 } })
      await client.db().collection('clients').dropIndex('owner_creation')
      const refused = await openMongoStore({ uri, keyVault })
      expect(refused).toMatchObject({ ok: false, error: { type: 'StoreRefused', reason: 'NEWER_SCHEMA' } })
      expect(await client.db().collection('clients').indexExists('owner_creation')).toBe(false)
    })
  })

  it('applies the migrations that are new to it, once, in order', async () => {
    const uri = freshUri()
    const applied: number[] = []
    const step = (version: number): { version: number; convert: () => Promise<unknown> } => ({
      version,
      convert: async () => applied.push(version),
    })
    await withClient(uri, async (client) => {
      expect(await prepareDatabase(client.db(), keys, [step(1)])).toMatchObject({ ok: true })
      expect(await prepareDatabase(client.db(), keys, [step(1), step(2), step(3)])).toMatchObject({ ok: true })
      expect(await prepareDatabase(client.db(), keys, [step(1), step(2), step(3)])).toMatchObject({ ok: true })
      expect(applied).toStrictEqual([1, 2, 3])
      expect(await prepareDatabase(client.db(), keys, [step(1), step(2)])).toMatchObject({
        error: { reason: 'NEWER_SCHEMA' },
      })
    })
  })
})

async function expectLayout(database: Db): Promise<void> {
  const collections = await database.listCollections({}, { nameOnly: false }).toArray()
  expect(collections.map(({ name }) => name).toSorted()).toStrictEqual(Object.keys(INDEXES).toSorted())
  for (const { name, options } of collections) {
    expect({ name, options }).toMatchObject({ options: { validationLevel: 'strict', validationAction: 'error' } })
    expect(Object.keys(options?.['validator'] ?? {})).toContain('$jsonSchema')
  }
  for (const [name, wanted] of Object.entries(INDEXES)) {
    const found = await database.collection(name).indexes()
    expect(found).toHaveLength(wanted.length + 1)
    for (const index of wanted) expect(found).toContainEqual(expect.objectContaining(index))
  }
}
