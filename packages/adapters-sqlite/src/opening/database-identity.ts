import type { DatabaseSync } from 'node:sqlite'
import { ok, type Result, type StoreRefused } from '@keybox/domain'
import { integer } from '../rows/column.ts'
import { refused } from './store-refused.ts'

/** "KBox" in ASCII: marks a file as this program's (https://sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID: number = 0x4b426f78

/**
 * Whether this program may use the database as it is: a new one, or its own in a schema that it knows. Only looks.
 *
 * @throws SqliteError, also for a file that is no database
 */
export function checkIdentity(
  connection: DatabaseSync,
  file: string,
  newestVersion: number,
): Result<void, StoreRefused> {
  if (isNew(connection)) return ok()
  if (pragma(connection, 'application_id') !== APPLICATION_ID) {
    return refused('UNREACHABLE', `${file} is another program's database: give KeyBox a file of its own`)
  }
  const version = schemaVersion(connection)
  if (version <= newestVersion) return ok()
  return refused(
    'NEWER_SCHEMA',
    `A later version of KeyBox wrote ${file} (schema ${version}, this one knows up to ${newestVersion}): run that version`,
  )
}

/** The number of the last migration; 0 for a new database. */
export function schemaVersion(connection: DatabaseSync): number {
  return pragma(connection, 'user_version')
}

/**
 * Writes what is there already, which shows whether anything can be written. The number of the schema, because SQLite
 * leaves out the update of a row that changes nothing.
 */
export function touchDatabase(connection: DatabaseSync): void {
  connection.exec(`PRAGMA user_version = ${schemaVersion(connection)}`)
}

function isNew(connection: DatabaseSync): boolean {
  return (
    pragma(connection, 'application_id') === 0 &&
    pragma(connection, 'user_version') === 0 &&
    connection.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined
  )
}

function pragma(connection: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return integer(connection.prepare(`PRAGMA ${name}`).get() ?? {}, name)
}
