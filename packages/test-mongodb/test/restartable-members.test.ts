import { MongoClient } from 'mongodb'
import { expect, onTestFinished, test } from 'vitest'
import { startRestartableMembers } from '../src/index.ts'

test('a member that was killed comes back with what it had', { timeout: 120_000 }, async () => {
  const members = await startRestartableMembers()
  onTestFinished(() => members.stop())
  const write = async (text: string, w: number | 'majority'): Promise<void> => {
    const client = new MongoClient(members.uri)
    onTestFinished(() => client.close())
    await client.db('notes').collection('notes').insertOne({ text }, { writeConcern: { w } })
  }
  await write('before', 3)
  const first = await members.primary()
  await members.kill(first)
  const second = await members.primary()
  await write('meanwhile', 'majority')
  await members.restart(first)
  await members.inSync()

  expect(second).not.toBe(first)
  const own = new MongoClient(`mongodb://${first}/?directConnection=true`, { readPreference: 'secondaryPreferred' })
  onTestFinished(() => own.close())
  const kept = await own.db('notes').collection('notes').find().sort({ _id: 1 }).toArray()
  expect(kept.map(({ text }) => String(text))).toEqual(['before', 'meanwhile'])
})
