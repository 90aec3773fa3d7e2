import type { DatabaseSync } from 'node:sqlite'
import {
  admitSecrets,
  ok,
  secretMismatchMessage,
  type KeyRing,
  type Result,
  type SecretRecord,
  type StoreRefused,
} from '@keybox/domain'
import { text } from '../rows/column.ts'
import { schemaVersion, touchDatabase } from './database-identity.ts'
import { refused } from './store-refused.ts'

/** All columns: the database of an earlier version has fewer. */
export const READ_VAULT_CHECK = 'SELECT * FROM vault_check WHERE _id = 1'

/**
 * Whether everything in the store can be found with the secrets of the ring, or is yet to be filled. Only looks. Under
 * another secret every key would be unknown, which customers would be told as the truth about their licences.
 *
 * @throws SqliteError
 */
export function checkVault(connection: DatabaseSync, file: string, keys: KeyRing): Result<void, StoreRefused> {
  const secrets = { configured: keys.configured.checkValue, previous: keys.previous?.checkValue }
  const admitted = admitSecrets(storedSecrets(connection), secrets)
  return admitted.ok ? ok() : refused('WRONG_SECRET', secretMismatchMessage(admitted.error, `The database ${file}`))
}

/**
 * Keeps the check value of the secret that is written under, for every later start. A server is alone: if the one before
 * was written under so far, the configured one is from here on.
 *
 * @throws SqliteError
 */
export function keepVaultCheck(connection: DatabaseSync, keys: KeyRing): void {
  connection.exec('BEGIN IMMEDIATE')
  try {
    const { checkValue } = keys.configured
    const stored = storedSecrets(connection)
    if (stored === undefined) {
      connection.prepare('INSERT INTO vault_check (_id, check_value) VALUES (1, ?)').run(checkValue)
    } else if (stored.written !== checkValue) {
      const flip = 'UPDATE vault_check SET check_value = ?, previous_check_value = check_value WHERE _id = 1'
      connection.prepare(flip).run(checkValue)
    } else {
      // It shows now, and not with the first request, that the file may not be written: BEGIN does not tell.
      touchDatabase(connection)
    }
    connection.exec('COMMIT')
  } catch (error) {
    if (connection.isTransaction) connection.exec('ROLLBACK')
    throw error
  }
}

/** undefined: no secret was ever used with this database. @throws SqliteError */
export function storedSecrets(connection: DatabaseSync): SecretRecord | undefined {
  if (schemaVersion(connection) === 0) return undefined
  const row = connection.prepare(READ_VAULT_CHECK).get()
  if (row === undefined) return undefined
  const previous = row['previous_check_value']
  return { written: text(row, 'check_value'), read: typeof previous === 'string' ? previous : undefined }
}
