import { err, exhaustive, type KeyRing, type Result, type Store, type StoreRefused } from '@keybox/domain'

import type { DatabaseLocation } from '../configuration/database-url.ts'

/** A store to change something in that no server remembers, whether or not one runs on it. */
export async function openStoreBeside(
  database: DatabaseLocation,
  { configured: keyVault, previous: previousKeyVault }: KeyRing,
): Promise<Result<Store, StoreRefused>> {
  switch (database.type) {
    case 'memory':
      return err({
        type: 'StoreRefused',
        reason: 'UNREACHABLE',
        message: 'A store in memory is reached by its own process only',
      })
    case 'sqlite': {
      const { openSqliteStoreBeside } = await import('@keybox/adapters-sqlite')
      return openSqliteStoreBeside({ path: database.path, keyVault, previousKeyVault })
    }
    case 'mongodb': {
      const { openMongoStore } = await import('@keybox/adapters-mongo')
      return openMongoStore({ uri: database.uri.reveal(), keyVault, previousKeyVault })
    }
    default:
      return exhaustive(database)
  }
}
