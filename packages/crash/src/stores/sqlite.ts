import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import type { AuditedStore, StoredClient, StoredLicense, StoredProject, StoreView } from './stored.ts'

type Row = Record<string, SQLOutputValue>

/** A SQLite file, which a server may have open. */
export function sqliteStore(file: string): AuditedStore {
  return {
    url: `sqlite:${file}`,
    view: (look) =>
      reading(file, async (database) => {
        // One snapshot for all that is looked at; it ends with the connection.
        database.exec('BEGIN')
        return await look(viewOf(database))
      }),
    damage: () =>
      reading(file, async (database) => [
        ...texts(database, 'PRAGMA integrity_check').filter((line) => line !== 'ok'),
        ...texts(database, 'PRAGMA foreign_key_check'),
      ]),
  }
}

/** Opened for the one look: a connection that stayed would spare a killed server its recovery of the log. */
async function reading<T>(file: string, look: (database: DatabaseSync) => Promise<T>): Promise<T> {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  try {
    return await look(database)
  } finally {
    database.close()
  }
}

function viewOf(database: DatabaseSync): StoreView {
  const rows = (query: string, ...values: readonly string[]): readonly Row[] => database.prepare(query).all(...values)
  const count = (table: string): number => Number(rows(`SELECT count(*) AS n FROM ${table}`)[0]?.['n'])
  return {
    accounts: async (email) =>
      rows('SELECT _id FROM accounts WHERE email_identity = ?', email).map((row) => text(row, '_id')),
    clients: async (owner, email) =>
      rows('SELECT * FROM clients WHERE owner = ? AND email_identity = ?', owner, email).map(clientOf),
    projects: async (owner, client) =>
      rows('SELECT * FROM projects WHERE owner = ? AND client = ?', owner, client).map(projectOf),
    licenses: async (project) => rows('SELECT * FROM licenses WHERE project = ?', project).map(licenseOf),
    totals: async () => ({
      accounts: count('accounts'),
      clients: count('clients'),
      projects: count('projects'),
      licenses: count('licenses'),
    }),
    orphans: async () => [
      ...rows(without('projects', 'licenses', 'inside.project = outside._id')).map(
        (row) => `project ${text(row, '_id')}: no licence`,
      ),
      ...rows(without('licenses', 'projects', 'inside._id = outside.project')).map(
        (row) => `licence ${text(row, '_id')}: no project`,
      ),
      ...rows(without('projects', 'clients', 'inside._id = outside.client')).map(
        (row) => `project ${text(row, '_id')}: no client`,
      ),
    ],
  }
}

function without(outside: string, inside: string, same: string): string {
  return `SELECT _id FROM ${outside} AS outside WHERE NOT EXISTS (SELECT 1 FROM ${inside} AS inside WHERE ${same})`
}

function clientOf(row: Row): StoredClient {
  return {
    id: text(row, '_id'),
    owner: text(row, 'owner'),
    name: text(row, 'name'),
    email: text(row, 'email'),
    createdAt: time(row, 'created_at'),
  }
}

function projectOf(row: Row): StoredProject {
  return {
    id: text(row, '_id'),
    owner: text(row, 'owner'),
    client: text(row, 'client'),
    name: text(row, 'name'),
    createdAt: time(row, 'created_at'),
  }
}

function licenseOf(row: Row): StoredLicense {
  return {
    id: text(row, '_id'),
    owner: text(row, 'owner'),
    client: text(row, 'client'),
    project: text(row, 'project'),
    duration: Number(row['duration']),
    services: JSON.parse(text(row, 'services')) as readonly string[],
    issuedAt: time(row, 'issued_at'),
    expiresAt: time(row, 'expires_at'),
    machine: row['machine'] === null ? undefined : text(row, 'machine'),
    revoked: row['revoked_at'] !== null,
    revision: Number(row['revision']),
  }
}

function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new TypeError(`${column} is no text`)
  return value
}

function time(row: Row, column: string): string {
  return new Date(Number(row[column])).toISOString()
}

function texts(database: DatabaseSync, pragma: string): readonly string[] {
  return database
    .prepare(pragma)
    .all()
    .map((row) => Object.values(row).join(' '))
}
