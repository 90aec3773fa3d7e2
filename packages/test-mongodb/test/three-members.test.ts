import { MongoClient, type Collection } from 'mongodb'
import { expect, it, vi } from 'vitest'
import { startThreeMembers } from '../src/start-mongodb.ts'

interface Note {
  readonly _id: string
}

/**
 * Until it is acknowledged. An engine that publishes a killed member's port accepts connections to it and resets them,
 * which the driver takes for an overloaded server and gives up on before there is another primary.
 */
async function write(notes: Collection<Note>, _id: string): Promise<void> {
  await vi.waitFor(() => notes.replaceOne({ _id }, {}, { upsert: true }), { timeout: 60_000, interval: 100 })
}

it('a replica set of three goes on without its primary', async () => {
  const members = await startThreeMembers()
  const client = new MongoClient(members.uri, { writeConcern: { w: 'majority' } })
  try {
    const notes = client.db('keybox_test').collection<Note>('notes')
    await write(notes, 'before')
    const killed = await members.killPrimary()
    await write(notes, 'after')
    expect(await notes.countDocuments()).toBe(2)
    const { primary } = await client.db().command({ hello: 1 })
    expect(primary).not.toBe(killed)
  } finally {
    await client.close()
    await members.stop()
  }
}, 120_000)
