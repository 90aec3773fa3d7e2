import { randomBytes } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { databaseOf, withDatabase } from './database-uri.ts'
import { dropDatabases } from './drop-databases.ts'
import './provided-context.ts'
import { startMongoDb } from './start-mongodb.ts'
import type { TestMongoDb } from './test-mongodb.ts'

/** The run's one MongoDB: its connection string names a database whose name no other run has. */
interface SharedMongoDb {
  readonly server: Promise<{ readonly mongoDb: TestMongoDb; readonly uri: string }>
  users: number
}

declare global {
  // Vitest loads this module once for every project, in one process: what they share hangs on the process.
  var keyboxTestMongoDb: SharedMongoDb | undefined
}

/**
 * Vitest's global set-up for projects whose tests need MongoDB: starts one for the whole run, with the first project
 * that asks, and provides its `mongoUri`. It stops with the last of them.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = (globalThis.keyboxTestMongoDb ??= { server: start(), users: 0 })
  shared.users += 1
  const { uri } = await shared.server
  project.provide('mongoUri', uri)
  return async () => {
    shared.users -= 1
    if (shared.users > 0) return
    globalThis.keyboxTestMongoDb = undefined
    const { mongoDb } = await shared.server
    if (mongoDb.source === 'uri') await dropDatabases(mongoDb.uri, databaseOf(uri) ?? '')
    await mongoDb.stop()
  }
}

async function start(): Promise<{ mongoDb: TestMongoDb; uri: string }> {
  const mongoDb = await startMongoDb()
  console.log(`MongoDB for the tests (${mongoDb.source}): ${mongoDb.describe}`)
  return { mongoDb, uri: withDatabase(mongoDb.uri, `keybox_test_${randomBytes(4).toString('hex')}`) }
}
