import type { DatabaseSync } from 'node:sqlite'
import { APPLICATION_ID, schemaVersion } from '../opening/database-identity.ts'
import type { Migration } from './migration.ts'

/**
 * Brings a database of this program to the newest schema, one transaction a step: a step that fails leaves the schema
 * of the step before it. Foreign keys are enforced at the end of a step instead of within it, as a step that rebuilds a
 * table needs (https://sqlite.org/lang_altertable.html#otheralter).
 *
 * @throws SqliteError
 * @throws Error when a step leaves a row that refers to nothing
 */
export function migrate(connection: DatabaseSync, migrations: readonly Migration[]): void {
  const version = schemaVersion(connection)
  connection.exec('PRAGMA foreign_keys = OFF')
  try {
    for (const migration of migrations) if (migration.version > version) apply(connection, migration)
  } finally {
    connection.exec('PRAGMA foreign_keys = ON')
  }
}

function apply(connection: DatabaseSync, { version, sql }: Migration): void {
  connection.exec('BEGIN IMMEDIATE')
  try {
    connection.exec(sql)
    if (connection.prepare('PRAGMA foreign_key_check').get() !== undefined) {
      throw new Error(`Migration ${version} leaves a row that refers to nothing`)
    }
    // Both numbers stand in the file's header and are written with the transaction.
    connection.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}; COMMIT`)
  } catch (error) {
    if (connection.isTransaction) connection.exec('ROLLBACK')
    throw error
  }
}
