import { chmodSync, existsSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { ok, type Result, type StoreRefused } from '@keybox/domain'
import { openReader } from '../connection.ts'
import { ensurePrivateFile, locateDatabase } from '../opening/database-path.ts'
import { refused, refusedBecause } from '../opening/store-refused.ts'

/** All of them: a copy in several steps starts anew whenever another connection has written between two. */
const EVERY_PAGE = 0x7fff_ffff

interface SqliteBackupOptions {
  readonly path: string
  /** A file that is not there yet; only its owner may read it. */
  readonly copy: string
}

/**
 * Copies a database while a server reads and writes it (https://sqlite.org/backup.html): everything that was committed
 * before it began is in the copy, and no half of anything. The copy is one file and is not forced to disk yet.
 */
export async function backUpSqlite({ path, copy }: SqliteBackupOptions): Promise<Result<void, StoreRefused>> {
  if (!existsSync(path)) return refused('UNREACHABLE', `There is no database ${path}`)
  const located = locateDatabase(path)
  if (!located.ok) return located
  try {
    ensurePrivateFile(copy)
    const source = openReader(located.value)
    try {
      await backup(source, copy, { rate: EVERY_PAGE })
    } finally {
      source.close()
    }
    becomeOneFile(copy)
    return ok()
  } catch (error) {
    return refusedBecause(error, path)
  }
}

/** A copy has the source's kind of journal, and would get log files beside it whenever somebody looked at it. */
function becomeOneFile(copy: string): void {
  const connection = new DatabaseSync(copy)
  connection.exec('PRAGMA journal_mode = DELETE')
  connection.close()
  chmodSync(copy, 0o600)
}
