import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { KeyRing, ok, type Result, type Store, type StoreRefused } from '@keybox/domain'
import { openConnection } from './connection.ts'
import { locateDatabase } from './opening/database-path.ts'
import { refused, refusedBecause } from './opening/store-refused.ts'
import { writeBeside } from './opening/write-beside.ts'
import { sqliteStore, type SqliteStoreParts } from './sqlite-store.ts'
import { DEFAULT_TUNING } from './sqlite-tuning.ts'
import type { SqliteStoreOptions } from './open-sqlite-store.ts'

/**
 * Opens an existing database for a command that changes something which no server remembers, such as a password, while
 * a server may be running on it: SQLite's own locks decide who writes next. Neither makes nor migrates anything.
 */
export async function openSqliteStoreBeside({
  path,
  keyVault,
  previousKeyVault,
  ...parts
}: SqliteStoreOptions): Promise<Result<Store, StoreRefused>> {
  if (!existsSync(path)) return refused('UNREACHABLE', `There is no database ${path}`)
  const located = locateDatabase(path)
  if (!located.ok) return located
  try {
    const connection = openConnection(located.value, DEFAULT_TUNING.lockWaitMs)
    const opened = await openOn(connection, located.value, { ...parts, keys: new KeyRing(keyVault, previousKeyVault) })
    if (!opened.ok) connection.close()
    return opened
  } catch (error) {
    return refusedBecause(error, path)
  }
}

async function openOn(
  connection: DatabaseSync,
  file: string,
  parts: SqliteStoreParts,
): Promise<Result<Store, StoreRefused>> {
  const ready = writeBeside(connection, file, parts.keys)
  return ready.ok ? ok(await sqliteStore(connection, file, parts, DEFAULT_TUNING)) : ready
}
