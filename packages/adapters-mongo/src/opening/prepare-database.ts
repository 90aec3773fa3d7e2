import {
  admitSecrets,
  ok,
  secretMismatchMessage,
  type KeyRing,
  type Result,
  type SecretRecord,
  type StoreRefused,
} from '@keybox/domain'
import type { Db } from 'mongodb'
import { readSchemaVersion } from '../schema/meta.ts'
import { migrate, schemaVersionOf, type Migration } from '../schema/migrations.ts'
import { claimSecret, readSecretRecord } from '../schema/secret-document.ts'
import { newerSchema, refused } from './store-refusal.ts'

/**
 * Makes a database ready to be served: of this program's schema, and under these secrets. Whether it may be is looked at
 * before anything is changed; of several nodes that start at once on an empty one, the first to name its secret decides.
 */
export async function prepareDatabase(
  database: Db,
  keys: KeyRing,
  migrations: readonly Migration[],
): Promise<Result<void, StoreRefused>> {
  const known = schemaVersionOf(migrations)
  const found = await readSchemaVersion(database)
  if (found > known) return newerSchema(found, known)

  const admitted = admit(keys, await readSecretRecord(database))
  if (!admitted.ok) return admitted

  const migrated = await migrate(database, migrations)
  if (migrated > known) return newerSchema(migrated, known)

  return admit(keys, await claimSecret(database, keys.configured))
}

function admit({ configured, previous }: KeyRing, record: SecretRecord | undefined): Result<void, StoreRefused> {
  const secrets = { configured: configured.checkValue, previous: previous?.checkValue }
  const admitted = admitSecrets(record, secrets)
  return admitted.ok ? ok() : refused('WRONG_SECRET', secretMismatchMessage(admitted.error, 'The database'))
}
