import { createKeyVault } from '@keybox/adapters-crypto'
import { openMongoStore } from '@keybox/adapters-mongo'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import { MongoClient } from 'mongodb'
import type { BareLicense } from '../bare/mongo-work.ts'
import { fillStore, type Filled } from './fill-store.ts'
import { MACHINE } from './records.ts'
import { BENCH_MASTER_SECRET } from './sqlite.ts'

const UNIT = 500

export interface MongoSeed extends Filled {
  readonly uri: string
}

/** A database of KeyBox's, filled. */
export async function seedMongo(
  serverUri: string,
  count: { readonly active: number; readonly pending?: number },
): Promise<MongoSeed> {
  const uri = freshDatabaseUri(serverUri)
  const opened = await openMongoStore({ uri, keyVault: createKeyVault(BENCH_MASTER_SECRET) })
  if (!opened.ok) throw new Error(opened.error.message)
  const filled = await fillStore(opened.value, { active: count.active, pending: count.pending ?? 0, unit: UNIT })
  await opened.value.close()
  return { ...filled, uri }
}

/** A database of the bare server's, with a document for each key. Gives its connection string. */
export async function seedBareMongo(serverUri: string, keys: readonly string[]): Promise<string> {
  const uri = freshDatabaseUri(serverUri)
  const client = await new MongoClient(uri).connect()
  const licenses = client.db().collection<BareLicense>('bare_licenses')
  await licenses.createIndex({ key: 1 }, { unique: true }, {})
  const facts = { machine: MACHINE, duration: 12, services: ['Hosting'], expiresAt: new Date(Date.now() + 1e9) }
  await licenses.insertMany(
    keys.map((key) => ({ key, ...facts })),
    { writeConcern: { w: 'majority' } },
  )
  await client.close()
  return uri
}
