import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import {
  ok,
  type Finding,
  type Result,
  type StoredCounts,
  type StoreInspection,
  type StoreRefused,
} from '@keybox/domain'
import { openReader } from '../connection.ts'
import { checkIdentity, schemaVersion } from '../opening/database-identity.ts'
import { locateDatabase } from '../opening/database-path.ts'
import { storedCheckValue } from '../opening/vault-check.ts'
import { refused, refusedBecause } from '../opening/store-refused.ts'
import type { Row } from '../rows/column.ts'
import { translatingFailures } from '../sqlite-error.ts'
import { fileFindings } from './file-findings.ts'
import { layoutFindings } from './layout-findings.ts'
import {
  INSPECT_ACCOUNTS,
  INSPECT_CLIENTS,
  INSPECT_LICENSES,
  INSPECT_PROJECTS,
  storedAccount,
  storedClient,
  storedLicense,
  storedProject,
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
    const identity = checkIdentity(connection, file, Infinity)
    if (!identity.ok) {
      connection.close()
      return identity
    }
    connection.exec('BEGIN')
    return ok(inspection(connection, role === 'live' ? () => fileFindings(connection, file) : () => []))
  } catch (error) {
    return refusedBecause(error, path)
  }
}

function inspection(connection: DatabaseSync, files: () => Iterable<Finding>): StoreInspection {
  const records = async function* <T>(sql: string, toRecord: (row: Row) => T): AsyncGenerator<T> {
    const statement = connection.prepare(sql)
    statement.setReadBigInts(true)
    const rows = statement.iterate()
    for (;;) {
      const next = translatingFailures(() => rows.next())
      if (next.done === true) return
      yield toRecord(next.value)
    }
  }
  return {
    schemaVersion: schemaVersion(connection),
    secretCheck: storedCheckValue(connection),
    ping: async () => void translatingFailures(() => connection.prepare('SELECT 1 FROM sqlite_schema').get()),
    counts: async () => translatingFailures(() => countsIn(connection)),
    layout: async function* () {
      yield* layoutFindings(connection)
      yield* files()
    },
    accounts: () => records(INSPECT_ACCOUNTS, storedAccount),
    clients: () => records(INSPECT_CLIENTS, storedClient),
    projects: () => records(INSPECT_PROJECTS, storedProject),
    licenses: () => records(INSPECT_LICENSES, storedLicense),
    close: async () => {
      if (connection.isOpen) connection.close()
    },
  }
}

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
