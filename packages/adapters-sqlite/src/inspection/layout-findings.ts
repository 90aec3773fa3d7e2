import { DatabaseSync } from 'node:sqlite'
import type { Finding } from '@keybox/domain'
import { ALL_MIGRATIONS } from '../migrations/all-migrations.ts'
import { migrate } from '../migrations/migrate.ts'
import { schemaVersion } from '../opening/database-identity.ts'
import { textOf } from './stored-values.ts'

const RESTORE = 'Restore the last good backup.'
const SERVER_MENDS = 'Start the server: it brings the database to its version.'

/** What the database says of itself. @throws SqliteError where it is too broken to be asked */
export function* layoutFindings(connection: DatabaseSync): Generator<Finding> {
  yield* integrityFindings(connection)
  const version = schemaVersion(connection)
  const newest = ALL_MIGRATIONS.at(-1)?.version ?? 0
  if (version !== newest) {
    const message = `the schema is at version ${version}, and this KeyBox writes ${newest}`
    yield version < newest
      ? { severity: 'warning', subject: 'schema', message, remedy: SERVER_MENDS }
      : {
          severity: 'fault',
          subject: 'schema',
          message,
          remedy: 'Use the version of KeyBox that wrote it, or a later one.',
        }
    // What is laid out otherwise is what other steps lay out.
    return
  }
  yield* schemaFindings(connection)
  yield* totalFindings(connection)
}

/** https://sqlite.org/pragma.html#pragma_integrity_check, which also looks for what is not unique. */
function* integrityFindings(connection: DatabaseSync): Generator<Finding> {
  for (const row of connection.prepare('PRAGMA integrity_check(20)').iterate()) {
    const message = textOf(row, 'integrity_check')
    if (message !== 'ok') yield { severity: 'fault', subject: 'database file', message, remedy: RESTORE }
  }
  for (const row of connection.prepare('PRAGMA foreign_key_check').iterate()) {
    const [table, parent] = [textOf(row, 'table'), textOf(row, 'parent')]
    const message = `a row refers to one of ${parent} that is not there, or is not of the same owner`
    yield { severity: 'fault', subject: `table ${table}`, message, remedy: 'The record is named below.' }
  }
}

/** Compared with a database that is laid out for the purpose, so that no list here can be forgotten. */
function* schemaFindings(connection: DatabaseSync): Generator<Finding> {
  const model = new DatabaseSync(':memory:')
  migrate(model, ALL_MIGRATIONS)
  const [expected, found] = [schemaOf(model), schemaOf(connection)]
  model.close()
  for (const [subject, sql] of expected) {
    if (found.get(subject) === sql) continue
    const message = found.has(subject) ? 'it is not what KeyBox made it' : 'it is missing'
    yield { severity: 'fault', subject, message, remedy: 'Make it again as the migrations say, or restore a backup.' }
  }
  for (const subject of found.keys()) {
    if (expected.has(subject)) continue
    yield { severity: 'warning', subject, message: 'KeyBox did not make it', remedy: 'Find out who did, and what for.' }
  }
}

/** The SQL of everything by kind and name; the indexes that SQLite makes of itself have none. */
function schemaOf(connection: DatabaseSync): ReadonlyMap<string, string> {
  const rows = connection.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'").all()
  return new Map(rows.map((row) => [`${textOf(row, 'type')} ${textOf(row, 'name')}`, textOf(row, 'sql')]))
}

function* totalFindings(connection: DatabaseSync): Generator<Finding> {
  const wrong = connection.prepare(`
    SELECT _id FROM accounts
    WHERE (SELECT count(*) FROM clients WHERE owner = accounts._id)
        <> coalesce((SELECT clients FROM dashboard_totals WHERE _id = accounts._id), 0)
      OR (SELECT count(*) FROM clients JOIN projects ON projects.owner = clients.owner AND projects.client = clients._id
          WHERE clients.owner = accounts._id)
        <> coalesce((SELECT projects FROM dashboard_totals WHERE _id = accounts._id), 0)`)
  for (const row of wrong.iterate()) {
    const message = 'the dashboard counts other numbers of clients or projects than there are'
    const remedy = 'Correct its row in dashboard_totals.'
    yield { severity: 'fault', subject: `account ${textOf(row, '_id')}`, message, remedy }
  }
}
