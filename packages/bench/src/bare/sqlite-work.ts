import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { textOf, type JsonObject } from './bare-route.ts'
import type { Perform } from './perform.ts'

/** The same pragmas as KeyBox sets on its connections. */
export function openBareDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON')
  return database
}

/** A table with what a verdict needs, by the key as it is. */
export const BARE_LICENSES = `CREATE TABLE bare_licenses (
  key TEXT NOT NULL PRIMARY KEY, machine TEXT, duration INTEGER NOT NULL, services TEXT NOT NULL,
  expires_at INTEGER NOT NULL, revoked_at INTEGER) STRICT`

/** One point read by the primary key; the reply is made from the row. */
export function sqliteRead(file: string, reply: JsonObject): Perform {
  const find = openBareDatabase(file).prepare(
    'SELECT machine, duration, services, expires_at, revoked_at FROM bare_licenses WHERE key = ?',
  )
  return (body) => {
    const row = find.get(textOf(body, 'key'))
    if (row === undefined) return { ...reply, valid: false }
    return {
      ...reply,
      valid: row['revoked_at'] === null,
      expiresAt: Number(row['expires_at']),
      services: JSON.parse(String(row['services'])) as string[],
    }
  }
}

/**
 * The two writes of createProject and nothing else, in one transaction, into the tables of a KeyBox database with the
 * same indexes and constraints. The key's digest and seal are random bytes of the right length; ids ascend as KeyBox's do,
 * for at random places an index would be slower to write.
 */
export function sqliteWrite(file: string, reply: JsonObject): Perform {
  const database = openBareDatabase(file)
  const client = database.prepare('SELECT _id, owner FROM clients LIMIT 1').get()
  const owner = String(client?.['owner'])
  const clientId = String(client?.['_id'])
  const insertProject = database.prepare(
    'INSERT INTO projects (_id, owner, client, name, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const insertLicense = database.prepare(`INSERT INTO licenses (_id, key_digest, key_seal, key_id, owner, client,
    project, duration, services, issued_at, expires_at, machine, activated_at, revoked_at, revision, updated_at)
    VALUES (?, ?, ?, 'bare', ?, ?, ?, 12, '["Hosting"]', ?, ?, NULL, NULL, NULL, 1, ?)`)
  return (body) => {
    const now = Date.now()
    const project = nextId(now)
    const license = nextId(now)
    database.exec('BEGIN IMMEDIATE')
    insertProject.run(project, owner, clientId, textOf(body, 'projectName'), now, now)
    insertLicense.run(license, randomBytes(32), randomBytes(71), owner, clientId, project, now, now + 1, now)
    database.exec('COMMIT')
    return { ...reply }
  }
}

let idsMade = 0

/** 24 hex digits: the time and a number. */
function nextId(now: number): string {
  idsMade += 1
  return now.toString(16).padStart(12, '0') + idsMade.toString(16).padStart(12, '0')
}
