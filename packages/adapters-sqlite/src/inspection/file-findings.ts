import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { Finding } from '@keybox/domain'

const ANYONE_ELSE = 0o077

/** Of a database that a server works on: who may read its files, and how it is written to. */
export function* fileFindings(connection: DatabaseSync, file: string): Generator<Finding> {
  for (const path of [file, `${file}-wal`, `${file}-shm`, `${file}.secret`, `${file}.secret.previous`]) {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0
    if (process.platform === 'win32' || (mode & ANYONE_ELSE) === 0) continue
    const message = 'others than its owner may read it'
    yield { severity: 'fault', subject: `file ${path}`, message, remedy: `chmod 600 ${path}` }
  }
  const journal = connection.prepare('PRAGMA journal_mode').get()?.['journal_mode']
  if (journal === 'wal') return
  const message = `its journal is ${String(journal)}, not wal`
  yield { severity: 'note', subject: 'database file', message, remedy: 'The next start of the server sets it.' }
}
