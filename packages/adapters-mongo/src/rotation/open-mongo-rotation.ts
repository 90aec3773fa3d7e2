import { KeyRing, ok, type KeyVault, type Result, type SecretRotation, type StoreRefused } from '@keybox/domain'
import type { Db, MongoClient } from 'mongodb'
import { COMMITTED } from '../connection/concerns.ts'
import { clientOf } from '../opening/client-of.ts'
import { prepareDatabase } from '../opening/prepare-database.ts'
import { checkServerAbilities } from '../opening/server-abilities.ts'
import { failedOpening } from '../opening/store-refusal.ts'
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
  const parsed = clientOf(uri)
  if (!parsed.ok) return parsed
  const { client, databaseName } = parsed.value
  const keys = new KeyRing(keyVault, previousKeyVault)
  const prepared = await prepare(client, databaseName, keys).catch((error: unknown) => failedOpening(error, uri))
  if (!prepared.ok) {
    await client.close()
    return prepared
  }
  const database = prepared.value
  return ok(mongoRotation({ client, database, configured: keyVault, previous: previousKeyVault }))
}

async function prepare(client: MongoClient, databaseName: string, keys: KeyRing): Promise<Result<Db, StoreRefused>> {
  const database = client.db(databaseName, COMMITTED)
  await client.connect()
  const able = await checkServerAbilities(database)
  if (!able.ok) return able
  const ready = await prepareDatabase(database, keys, MIGRATIONS)
  return ready.ok ? ok(database) : ready
}
