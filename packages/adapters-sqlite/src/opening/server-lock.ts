import { DatabaseSync } from 'node:sqlite'
import { ok, type Result, type StoreRefused } from '@keybox/domain'
import { isBusy } from '../sqlite-error.ts'
import { ensurePrivateFile } from './database-path.ts'
import { refused } from './store-refused.ts'

/** Held from here on, until it is released or the process is gone, however it ends. */
export interface ServerLock {
  release(): void
}

// A connection that nothing refers to any more is closed by the garbage collector, and its lock would go with it.
const held = new Set<DatabaseSync>()

/**
 * Lets one server at a time onto a database: two would each believe that they alone decide who writes next. Other tools
 * are not concerned, because the lock is on a file beside the database. That file is an empty SQLite database in an
 * exclusive transaction, for its lock is the operating system's own and ends with the process, and SQLite makes it count
 * within one process as well (https://sqlite.org/lockingv3.html). The file stays when the lock is released: to remove it
 * would let two servers lock two files of one name.
 *
 * @throws SqliteError
 * @throws NodeJS.ErrnoException
 */
export function takeServerLock(file: string): Result<ServerLock, StoreRefused> {
  const lockFile = `${file}.lock`
  ensurePrivateFile(lockFile)
  const connection = new DatabaseSync(lockFile, { timeout: 0 })
  try {
    connection.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    connection.close()
    if (!isBusy(error)) throw error
    return refused(
      'IN_USE',
      `Another KeyBox server has the database ${file} open: stop that one, or give this one a database of its own`,
    )
  }
  held.add(connection)
  return ok({
    release: () => {
      if (held.delete(connection)) connection.close()
    },
  })
}
