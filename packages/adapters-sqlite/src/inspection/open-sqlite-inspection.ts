import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import {
  ok,
  type Finding,
  type Result,
  type StoredCounts,
  StoreFailure,
  type StoreInspection,
  type StoreRefused,
} from '@keybox/domain'
import { openReader } from '../connection.ts'
import { checkIdentity, schemaVersion } from '../opening/database-identity.ts'
import { locateDatabase } from '../opening/database-path.ts'
import { storedSecrets } from '../opening/vault-check.ts'
import { refused, refusedBecause } from '../opening/store-refused.ts'
import type { Row } from '../rows/column.ts'
import { isSqliteError, translatingFailures } from '../sqlite-error.ts'
import { fileFindings } from './file-findings.ts'
import { layoutFindings } from './layout-findings.ts'
import {
  INSPECT_ACCOUNTS,
  INSPECT_CLIENTS,
  INSPECT_LICENSES,
  INSPECT_PROJECTS,
  INSPECT_REPLIES,
  INSPECT_SESSIONS,
  storedAccount,
  storedClient,
  storedLicense,
  storedProject,
  storedReply,
  storedSession,
} from './stored-rows.ts'
import { numberOf } from './stored-values.ts'

export interface SqliteInspectionOptions {
  readonly path: string
  /** live: a server works on it, or is to. copy: a backup, in which nothing is going to be written. */
  readonly role: 'live' | 'copy'
}

/**
 * Opens an existing database to look at, whether or not a server has it open. All that is seen is of one snapshot; while
 * it is held the server's write-ahead log grows with what is written. Refused: UNREACHABLE.
 */
export function openSqliteInspection({ path, role }: SqliteInspectionOptions): Result<StoreInspection, StoreRefused> {
  if (!existsSync(path)) return refused('UNREACHABLE', `There is no database ${path}`)
  const located = locateDatabase(path)
  if (!located.ok) return located
  const file = located.value
  try {
    const connection = openReader(file)
    const inspected = inspect(connection, file, role)
    if (!inspected.ok) connection.close()
    return inspected
  } catch (error) {
    return refusedBecause(error, path)
  }
}

function inspect(
  connection: DatabaseSync,
  file: string,
  role: SqliteInspectionOptions['role'],
): Result<StoreInspection, StoreRefused> {
  try {
    const identity = checkIdentity(connection, file, Infinity)
    if (!identity.ok) return identity
    connection.exec('BEGIN')
    return ok(inspection(connection, role === 'live' ? () => fileFindings(connection, file) : () => []))
  } catch (error) {
    return refusedBecause(error, file)
  }
}

function inspection(connection: DatabaseSync, files: () => Iterable<Finding>): StoreInspection {
  const records = <T>(sql: string, toRecord: (row: Row) => T): AsyncIterable<T> =>
    orStoreFailure(function* () {
      const statement = connection.prepare(sql)
      statement.setReadBigInts(true)
      for (const row of statement.iterate()) yield toRecord(row)
    })
  return {
    schemaVersion: schemaVersion(connection),
    secrets: storedSecrets(connection),
    ping: async () => void translatingFailures(() => connection.prepare('SELECT 1 FROM sqlite_schema').get()),
    counts: async () => translatingFailures(() => countsIn(connection)),
    layout: () =>
      orStoreFailure(function* () {
        yield* layoutFindings(connection)
        yield* files()
      }),
    accounts: () => records(INSPECT_ACCOUNTS, storedAccount),
    clients: () => records(INSPECT_CLIENTS, storedClient),
    projects: () => records(INSPECT_PROJECTS, storedProject),
    licenses: () => records(INSPECT_LICENSES, storedLicense),
    // A backup from before an upgrade has no such tables, which is no fault of it.
    sessions: () => (hasTable(connection, 'sessions') ? records(INSPECT_SESSIONS, storedSession) : none()),
    replies: () => (hasTable(connection, 'kept_replies') ? records(INSPECT_REPLIES, storedReply) : none()),
    close: async () => {
      if (connection.isOpen) connection.close()
    },
  }
}

/** Whatever SQLite cannot do with a database that is looked at, a missing table included, is the database's fault. */
async function* orStoreFailure<T>(items: () => Iterable<T>): AsyncGenerator<T> {
  try {
    yield* items()
  } catch (error) {
    if (!isSqliteError(error)) throw error
    throw new StoreFailure('STORE_UNAVAILABLE', `SQLite: ${error.message}`, { cause: error })
  }
}

function hasTable(connection: DatabaseSync, name: string): boolean {
  return connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined
}

async function* none(): AsyncGenerator<never> {}

function countsIn(connection: DatabaseSync): StoredCounts {
  const count = (table: keyof StoredCounts): number =>
    numberOf(connection.prepare(`SELECT count(*) AS count FROM ${table}`).get() ?? {}, 'count')
  return {
    accounts: count('accounts'),
    clients: count('clients'),
    projects: count('projects'),
    licenses: count('licenses'),
  }
}
