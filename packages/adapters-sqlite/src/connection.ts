import { DatabaseSync } from 'node:sqlite'

/**
 * How long SQLite itself waits for another connection's lock, in milliseconds. Short, because it waits with the event
 * loop stopped: waiting that takes longer is the unit of work's, which leaves the loop free meanwhile.
 */
const BUSY_TIMEOUT_MS = 10
/** The write-ahead log is cut back to this many bytes when it starts over. */
const WAL_KEPT_BYTES = 64 * 1024 * 1024

const COMMON = { enableForeignKeyConstraints: true, allowExtension: false, defensive: true } as const

/**
 * Opens a file without changing it in any way, so that what it is can be looked at first. Until the store is open, and
 * somebody served, SQLite may wait `lockWaitMs` milliseconds for a lock.
 *
 * @throws SqliteError
 */
export function openConnection(file: string, lockWaitMs: number): DatabaseSync {
  const connection = new DatabaseSync(file, { ...COMMON, timeout: lockWaitMs })
  // A schema is content: one that somebody planted in the file may not call functions with side effects.
  connection.exec('PRAGMA trusted_schema = OFF')
  return connection
}

/**
 * Turns a connection into the one that writes: durable with every commit, also over a loss of power; and what a row held
 * before is overwritten, so that a secret that was replaced opens nothing between the rows.
 *
 * @throws SqliteError
 * @throws Error when the file cannot have a write-ahead log, as on some network file systems
 */
export function becomeWriter(connection: DatabaseSync): void {
  const mode = connection.prepare('PRAGMA journal_mode = WAL').get()
  if (mode?.['journal_mode'] !== 'wal') throw new NoWriteAheadLog()
  connection.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA fullfsync = ON;
    PRAGMA journal_size_limit = ${WAL_KEPT_BYTES};
  `)
}

/**
 * For a connection whose every commit is synced by whoever waits for it: SQLite itself syncs the log only before its pages
 * go into the database, and before it starts over (https://sqlite.org/pragma.html#pragma_synchronous).
 *
 * @throws SqliteError
 */
export function leaveSyncToStore(connection: DatabaseSync): void {
  connection.exec('PRAGMA synchronous = NORMAL')
}

/** For a connection whose part in the opening is over. */
export function shortenBusyTimeout(connection: DatabaseSync): void {
  connection.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
}

/**
 * A connection that sees only what is committed and cannot write.
 *
 * @throws SqliteError
 */
export function openReader(file: string): DatabaseSync {
  const connection = new DatabaseSync(file, { ...COMMON, readOnly: true, timeout: BUSY_TIMEOUT_MS })
  connection.exec('PRAGMA trusted_schema = OFF; PRAGMA query_only = ON')
  return connection
}

/** Lets go of pages that were read, which may be those of a file that has been mended since. @throws SqliteError */
export function forgetPages(connection: DatabaseSync): void {
  connection.exec('PRAGMA shrink_memory')
}

export class NoWriteAheadLog extends Error {
  constructor() {
    super('the file system cannot hold a write-ahead log')
    this.name = 'NoWriteAheadLog'
  }
}
