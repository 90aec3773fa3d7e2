import { ok, type KeyVault, type Result, type StoreRefused } from '@keybox/domain'
import type { Db } from 'mongodb'
import { claimSecretCheck, readSchemaVersion, readSecretCheck } from '../schema/meta.ts'
import { migrate, schemaVersionOf, type Migration } from '../schema/migrations.ts'
import { newerSchema, wrongSecret } from './store-refusal.ts'

/**
 * Makes a database ready to be served: of this program's schema, and under this secret. Whether it may be is looked at
 * before anything is changed; of several nodes that start at once on an empty one, the first to name its secret decides.
 */
export async function prepareDatabase(
  database: Db,
  keyVault: KeyVault,
  migrations: readonly Migration[],
): Promise<Result<void, StoreRefused>> {
  const known = schemaVersionOf(migrations)
  const found = await readSchemaVersion(database)
  if (found > known) return newerSchema(found, known)

  const { checkValue, keyId } = keyVault
  const kept = await readSecretCheck(database)
  if (kept !== undefined && kept !== checkValue) return wrongSecret()

  const migrated = await migrate(database, migrations)
  if (migrated > known) return newerSchema(migrated, known)

  const claimed = await claimSecretCheck(database, { keyId, checkValue })
  return claimed === checkValue ? ok() : wrongSecret()
}
