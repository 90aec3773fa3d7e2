import { createMemoryStore } from '@keybox/adapters-memory'
import { openMongoStore } from '@keybox/adapters-mongo'
import { openSqliteStore } from '@keybox/adapters-sqlite'
import { exhaustive, ok, type KeyVault, type Result, type Store, type StoreRefused } from '@keybox/domain'

import type { DatabaseLocation } from './configuration/database-url.ts'

/** The scheme of the database URL picks the adapter. */
export async function openStore(database: DatabaseLocation, keyVault: KeyVault): Promise<Result<Store, StoreRefused>> {
  switch (database.type) {
    case 'memory':
      return ok(createMemoryStore())
    case 'sqlite':
      return openSqliteStore({ path: database.path, keyVault })
    case 'mongodb':
      return openMongoStore({ uri: database.uri.reveal(), keyVault })
    default:
      return exhaustive(database)
  }
}
