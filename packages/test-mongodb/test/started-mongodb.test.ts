import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { databaseOf, freshDatabaseUri, withDatabase } from '../src/database-uri.ts'
import { dropDatabases } from '../src/drop-databases.ts'
import { startMongoDb, startStandaloneMongoDb } from '../src/start-mongodb.ts'

describe("the run's MongoDB", () => {
  const uri = freshDatabaseUri(inject('mongoUri'))
  const client = new MongoClient(uri)
  beforeAll(async () => await client.connect())
  afterAll(async () => {
    await client.db().dropDatabase()
    await client.close()
  })

  it('is a replica set whose primary is found by its name', async () => {
    const hello = await client.db().command({ hello: 1 })
    expect(hello).toMatchObject({ isWritablePrimary: true, setName: expect.any(String) })
  })

  it('has transactions', async () => {
    const notes = client.db().collection('notes')
    await notes.insertOne({ text: 'before' })
    await client.withSession(async (session) => {
      session.startTransaction()
      await notes.insertOne({ text: 'within' }, { session })
      await session.abortTransaction()
    })
    expect(await notes.countDocuments()).toBe(1)
  })

  it('serves as KEYBOX_TEST_MONGODB_URI, and is still there when that is stopped', async () => {
    const mongoDb = await startMongoDb({ KEYBOX_TEST_MONGODB_URI: uri })
    expect(mongoDb).toMatchObject({ uri, source: 'uri', describe: expect.stringMatching(/^MongoDB \d.*replica set/) })
    await mongoDb.stop()
    expect(await client.db().command({ ping: 1 })).toMatchObject({ ok: 1 })
  })

  it('keeps the databases of others when a run drops its own', async () => {
    const [mine, other] = [freshDatabaseUri(uri), freshDatabaseUri(inject('mongoUri'))].map(databaseOf)
    await client.db(mine).collection('notes').insertOne({})
    await client.db(other).collection('notes').insertOne({})
    await dropDatabases(withDatabase(uri, 'admin'), String(databaseOf(uri)))
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true })
    const names = databases.map(({ name }) => name)
    expect(names).toContain(other)
    expect(names).not.toContain(mine)
    await client.db(other).dropDatabase()
  })
})

it('a standalone MongoDB is in no replica set, and is not taken for one', async () => {
  const standalone = await startStandaloneMongoDb()
  const client = new MongoClient(standalone.uri)
  try {
    expect(await client.db().command({ hello: 1 })).not.toHaveProperty('setName')
    await expect(startMongoDb({ KEYBOX_TEST_MONGODB_URI: standalone.uri })).rejects.toThrow('a replica set is needed')
  } finally {
    await client.close()
    await standalone.stop()
  }
})
