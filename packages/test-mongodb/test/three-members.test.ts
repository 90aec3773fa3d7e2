import { MongoClient } from 'mongodb'
import { expect, it } from 'vitest'
import { startThreeMembers } from '../src/start-mongodb.ts'

it('a replica set of three goes on without its primary', async () => {
  const members = await startThreeMembers()
  const client = new MongoClient(members.uri, { writeConcern: { w: 'majority' } })
  try {
    const notes = client.db('keybox_test').collection('notes')
    await notes.insertOne({ text: 'before' })
    const killed = await members.killPrimary()
    await notes.insertOne({ text: 'after' })
    expect(await notes.countDocuments()).toBe(2)
    const { primary } = await client.db().command({ hello: 1 })
    expect(primary).not.toBe(killed)
  } finally {
    await client.close()
    await members.stop()
  }
})
