import { exhaustive, ok, type KeyVault, type Metrics, type Result, type Store, type StoreRefused } from '@keybox/domain'

import type { DatabaseLocation } from './configuration/database-url.ts'

/**
 * The scheme of the database URL picks the adapter. Only that one is loaded: the MongoDB driver takes 13 MB that a server
 * on SQLite has no use for.
 */
export async function openStore(
  database: DatabaseLocation,
  keyVault: KeyVault,
  metrics: Metrics,
): Promise<Result<Store, StoreRefused>> {
  switch (database.type) {
    case 'memory': {
      const { createMemoryStore } = await import('@keybox/adapters-memory')
      return ok(createMemoryStore())
    }
    case 'sqlite': {
      const { openSqliteStore } = await import('@keybox/adapters-sqlite')
      return openSqliteStore({ path: database.path, keyVault, metrics })
    }
    case 'mongodb': {
      const { openMongoStore } = await import('@keybox/adapters-mongo')
      return openMongoStore({ uri: database.uri.reveal(), keyVault, metrics })
    }
    default:
      return exhaustive(database)
  }
}
