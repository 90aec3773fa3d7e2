import type { DatabaseSync } from 'node:sqlite'
import { KeyRing, ok, type KeyVault, type Result, type Store, type StoreRefused } from '@keybox/domain'
import { becomeWriter, leaveSyncToStore, openConnection } from './connection.ts'
import { migrate } from './migrations/migrate.ts'
import { checkIdentity } from './opening/database-identity.ts'
import { ensurePrivateFile, locateDatabase } from './opening/database-path.ts'
import { takeServerLock } from './opening/server-lock.ts'
import { refusedBecause } from './opening/store-refused.ts'
import { checkVault, keepVaultCheck } from './opening/vault-check.ts'
import { sqliteStore, type SqliteStoreParts } from './sqlite-store.ts'
import { DEFAULT_TUNING, type SqliteTuning } from './sqlite-tuning.ts'

export interface SqliteStoreOptions extends Omit<SqliteStoreParts, 'keys'> {
  readonly keyVault: KeyVault
  /** Of the secret before, while there may be records under it: from here on they are written under the other. */
  readonly previousKeyVault?: KeyVault | undefined
  /** Relative to the working directory, or absolute. File and folder are made when missing, for their owner only. */
  readonly path: string
}

/**
 * Opens a database file for this process alone among servers; other tools may open it at the same time.
 *
 * Refused, with nothing in the file changed: UNREACHABLE when it cannot be opened or is not KeyBox's, NEWER_SCHEMA,
 * WRONG_SECRET, and IN_USE.
 */
export async function openSqliteStore(
  { path, keyVault, previousKeyVault, ...parts }: SqliteStoreOptions,
  tuning: Partial<SqliteTuning> = {},
): Promise<Result<Store, StoreRefused>> {
  const located = locateDatabase(path)
  if (!located.ok) return located
  const keys = new KeyRing(keyVault, previousKeyVault)
  try {
    return await openLocated(located.value, { ...parts, keys }, { ...DEFAULT_TUNING, ...tuning })
  } catch (error) {
    return refusedBecause(error, path)
  }
}

async function openLocated(
  file: string,
  parts: SqliteStoreParts,
  tuning: SqliteTuning,
): Promise<Result<Store, StoreRefused>> {
  const lock = takeServerLock(file)
  if (!lock.ok) return lock
  try {
    const opened = await openLocked(file, parts, tuning)
    if (!opened.ok) lock.value.release()
    return opened.ok ? ok(releasing(opened.value, () => lock.value.release())) : opened
  } catch (error) {
    lock.value.release()
    throw error
  }
}

async function openLocked(
  file: string,
  parts: SqliteStoreParts,
  tuning: SqliteTuning,
): Promise<Result<Store, StoreRefused>> {
  ensurePrivateFile(file)
  const connection = openConnection(file, tuning.lockWaitMs)
  try {
    const prepared = prepareDatabase(connection, file, parts.keys, tuning)
    if (prepared.ok) return ok(await sqliteStore(connection, file, parts, tuning))
    connection.close()
    return prepared
  } catch (error) {
    connection.close()
    throw error
  }
}

/** Everything is looked at before anything is written. */
function prepareDatabase(
  connection: DatabaseSync,
  file: string,
  keys: KeyRing,
  { migrations }: SqliteTuning,
): Result<void, StoreRefused> {
  const identity = checkIdentity(connection, file, migrations.at(-1)?.version ?? 0)
  if (!identity.ok) return identity
  const vault = checkVault(connection, file, keys)
  if (!vault.ok) return vault
  becomeWriter(connection)
  migrate(connection, migrations)
  keepVaultCheck(connection, keys)
  leaveSyncToStore(connection)
  return ok()
}

function releasing(store: Store, release: () => void): Store {
  return {
    ...store,
    close: async () => {
      try {
        await store.close()
      } finally {
        release()
      }
    },
  }
}
