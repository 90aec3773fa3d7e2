import type { DatabaseSync } from 'node:sqlite'
import { ok, type KeyVault, type Result, type StoreRefused } from '@keybox/domain'
import { text } from '../rows/column.ts'
import { schemaVersion, touchDatabase } from './database-identity.ts'
import { refused } from './store-refused.ts'

export const READ_VAULT_CHECK = 'SELECT check_value FROM vault_check WHERE _id = 1'

/**
 * Whether the store was filled under the vault's secret, or is yet to be filled. Only looks. Under another secret every
 * key would be unknown, which customers would be told as the truth about their licences.
 *
 * @throws SqliteError
 */
export function checkVault(connection: DatabaseSync, file: string, keyVault: KeyVault): Result<void, StoreRefused> {
  const known = storedCheckValue(connection)
  if (known === undefined || known === keyVault.checkValue) return ok()
  return refused(
    'WRONG_SECRET',
    `The database ${file} was filled under another KEYBOX_SECRET: start with the one it was filled under`,
  )
}

/** Keeps the vault's check value for every later start; that of an earlier one stays. @throws SqliteError */
export function keepVaultCheck(connection: DatabaseSync, keyVault: KeyVault): void {
  connection.exec('BEGIN IMMEDIATE')
  try {
    if (storedCheckValue(connection) === undefined) {
      connection.prepare('INSERT INTO vault_check (_id, check_value) VALUES (1, ?)').run(keyVault.checkValue)
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
export function storedCheckValue(connection: DatabaseSync): string | undefined {
  if (schemaVersion(connection) === 0) return undefined
  const row = connection.prepare(READ_VAULT_CHECK).get()
  return row === undefined ? undefined : text(row, 'check_value')
}
