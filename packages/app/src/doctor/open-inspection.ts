import { err, exhaustive, type Clock, type Result, type StoreInspection, type StoreRefused } from '@keybox/domain'

import type { DatabaseLocation } from '../configuration/database-url.ts'

/** Only the adapter that the database URL names is loaded. */
export async function openInspection(
  database: DatabaseLocation,
  clock: Clock,
): Promise<Result<StoreInspection, StoreRefused>> {
  switch (database.type) {
    case 'memory':
      return err({
        type: 'StoreRefused',
        reason: 'UNREACHABLE',
        message: 'A store in memory is seen by its own process only: there is nothing to look at',
      })
    case 'sqlite': {
      const { openSqliteInspection } = await import('@keybox/adapters-sqlite')
      return openSqliteInspection({ path: database.path, role: 'live' })
    }
    case 'mongodb': {
      const { openMongoInspection } = await import('@keybox/adapters-mongo')
      return openMongoInspection({ uri: database.uri.reveal(), clock })
    }
    default:
      return exhaustive(database)
  }
}
