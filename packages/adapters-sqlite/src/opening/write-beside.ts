import type { DatabaseSync } from 'node:sqlite'
import { ok, type KeyRing, type Result, type StoreRefused } from '@keybox/domain'
import { becomeWriter } from '../connection.ts'
import { DEFAULT_TUNING } from '../sqlite-tuning.ts'
import { checkIdentity, schemaVersion } from './database-identity.ts'
import { refused } from './store-refused.ts'
import { checkVault } from './vault-check.ts'

/**
 * Readies the connection of a command that writes while a server may be running on the database, which it neither makes
 * nor migrates. Refused: UNREACHABLE, NEWER_SCHEMA, WRONG_SECRET.
 *
 * @throws SqliteError
 */
export function writeBeside(connection: DatabaseSync, file: string, keys: KeyRing): Result<void, StoreRefused> {
  const newest = DEFAULT_TUNING.migrations.at(-1)?.version ?? 0
  const identity = checkIdentity(connection, file, newest)
  if (!identity.ok) return identity
  if (schemaVersion(connection) !== newest) {
    return refused(
      'UNREACHABLE',
      `${file} is of an earlier version of KeyBox: start the server once, which brings it up`,
    )
  }
  const vault = checkVault(connection, file, keys)
  if (!vault.ok) return vault
  becomeWriter(connection)
  return ok()
}
