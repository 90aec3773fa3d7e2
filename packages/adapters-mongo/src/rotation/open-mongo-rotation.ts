import { KeyRing, ok, type KeyVault, type Result, type SecretRotation, type StoreRefused } from '@keybox/domain'
import type { Db, MongoClient } from 'mongodb'
import { COMMITTED } from '../connection/concerns.ts'
import { databaseNameOf } from '../connection/connection-string.ts'
import { createMongoClient } from '../connection/mongo-client.ts'
import { prepareDatabase } from '../opening/prepare-database.ts'
import { checkServerAbilities } from '../opening/server-abilities.ts'
import { failedOpening, malformedUri } from '../opening/store-refusal.ts'
import { MIGRATIONS } from '../schema/migrations.ts'
import { mongoRotation } from './mongo-rotation.ts'

export interface MongoRotationOptions {
  readonly uri: string
  readonly keyVault: KeyVault
  readonly previousKeyVault: KeyVault
}

/** Opens a database to move it from the previous secret to the other, whether or not servers run on it. */
export async function openMongoRotation(options: MongoRotationOptions): Promise<Result<SecretRotation, StoreRefused>> {
  const { uri, keyVault, previousKeyVault } = options
  let client: MongoClient
  let database: Db
  try {
    client = createMongoClient(uri)
    database = client.db(databaseNameOf(uri), COMMITTED)
  } catch {
    return malformedUri()
  }
  const keys = new KeyRing(keyVault, previousKeyVault)
  const ready = await prepare(client, database, keys).catch((error: unknown) => failedOpening(error, uri))
  if (ready.ok) return ok(mongoRotation({ client, database, configured: keyVault, previous: previousKeyVault }))
  await client.close()
  return ready
}

async function prepare(client: MongoClient, database: Db, keys: KeyRing): Promise<Result<void, StoreRefused>> {
  await client.connect()
  const able = await checkServerAbilities(database)
  return able.ok ? prepareDatabase(database, keys, MIGRATIONS) : able
}
