import { createKeyVault, type MasterSecret } from '@keybox/adapters-crypto'
import { err, exhaustive, type Result, type SecretRotation, type StoreRefused } from '@keybox/domain'

import type { DatabaseLocation } from '../configuration/database-url.ts'

/** Only the adapter that the database URL names is loaded. */
export async function openRotation(
  database: DatabaseLocation,
  secret: MasterSecret,
  previous: MasterSecret,
): Promise<Result<SecretRotation, StoreRefused>> {
  const vaults = { keyVault: createKeyVault(secret), previousKeyVault: createKeyVault(previous) }
  switch (database.type) {
    case 'memory': {
      const message = 'A store in memory ends with its process: there is nothing to reseal'
      return err({ type: 'StoreRefused', reason: 'UNREACHABLE', message })
    }
    case 'sqlite': {
      const { openSqliteRotation } = await import('@keybox/adapters-sqlite')
      return openSqliteRotation({ path: database.path, ...vaults })
    }
    case 'mongodb': {
      const { openMongoRotation } = await import('@keybox/adapters-mongo')
      return openMongoRotation({ uri: database.uri.reveal(), ...vaults })
    }
    default:
      return exhaustive(database)
  }
}
