import { freshDatabaseUri } from '@keybox/test-mongodb'
import { MongoClient, type Db } from 'mongodb'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { ChangeFeed } from '../src/cluster/change-feed.ts'
import { databaseNameOf } from '../src/connection/connection-string.ts'

const NODE = 'node'

describe('the feed of changes ends', () => {
  let client: MongoClient
  let database: Db

  beforeEach(async () => {
    const uri = freshDatabaseUri(inject('mongoUri'))
    client = await MongoClient.connect(uri)
    database = client.db(databaseNameOf(uri))
    await database.createCollection('licenses')
    await database.createCollection('keybox_nodes')
    await database.collection('others').insertOne({})
  })

  afterEach(async () => {
    await database.dropDatabase()
    await client.close()
  })

  it.each<[string, () => Promise<unknown>]>([
    ['the licences are dropped', () => database.collection('licenses').drop()],
    ['the licences are renamed', () => database.collection('licenses').rename('aside')],
    ['others take their place', () => database.collection('others').rename('licenses', { dropTarget: true })],
    [
      'others take the place of the registry',
      () => database.collection('others').rename('keybox_nodes', { dropTarget: true }),
    ],
    ['the database is dropped', () => database.dropDatabase()],
  ])('when %s', async (_, happen) => {
    const opened = Promise.withResolvers<void>()
    const feed = new ChangeFeed(database, NODE)
    const running = feed.run({ opened: () => opened.resolve(), changed: () => undefined })
    const ends = async (): Promise<void> =>
      await expect(running).rejects.toThrow(/collections were changed|stream has ended/)
    const disturbs = async (): Promise<void> => {
      await opened.promise
      await happen()
    }
    await Promise.all([ends(), disturbs()])
    await feed.close()
  })
})
