import type { Db } from 'mongodb'
import { ensureLayout } from './layout.ts'
import { raiseSchemaVersion, readSchemaVersion } from './meta.ts'

/**
 * One step from a version of the schema to the next. It may run on several nodes at once, and again after it was cut
 * off half-way, so it states what is to be instead of counting on what was. It writes with `bypassDocumentValidation`:
 * the validators of the version that it leads to come last. A step that is released never changes.
 */
export interface Migration {
  readonly version: number
  readonly convert: (database: Db) => Promise<unknown>
}

/** A change of validators or indexes alone is a step too: it is what makes an older program refuse the database. */
export const MIGRATIONS: readonly Migration[] = [
  // The first layout: there is nothing to convert.
  { version: 1, convert: () => Promise.resolve() },
  // The windows of the rate limits: a collection of its own, and empty.
  { version: 2, convert: () => Promise.resolve() },
  // The replies to requests with an idempotency key: likewise.
  { version: 3, convert: () => Promise.resolve() },
  // The sessions: likewise; and a field of accounts that is not there until somebody signs in.
  { version: 4, convert: () => Promise.resolve() },
  // The register of servers, and two secrets at a time: likewise.
  { version: 5, convert: () => Promise.resolve() },
]

/** The version that a program with these steps writes. */
export function schemaVersionOf(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0
}

/**
 * Brings a database that is not newer than this program to its version, and repairs what was taken from the layout.
 * Gives the version that is there at the end: higher when a newer program migrated meanwhile.
 */
export async function migrate(database: Db, migrations: readonly Migration[]): Promise<number> {
  const version = await readSchemaVersion(database)
  for (const migration of migrations) {
    if (migration.version > version) await migration.convert(database)
  }
  await ensureLayout(database)
  await raiseSchemaVersion(database, schemaVersionOf(migrations))
  return readSchemaVersion(database)
}
