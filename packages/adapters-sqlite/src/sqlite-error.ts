import { StoreFailure } from '@keybox/domain'

/**
 * What node:sqlite throws when SQLite itself reports a failure (https://nodejs.org/api/sqlite.html). `errcode` is an
 * extended result code, whose low byte is the primary one (https://sqlite.org/rescode.html); `errstr` is its fixed text.
 */
export interface SqliteError extends Error {
  readonly code: 'ERR_SQLITE_ERROR'
  readonly errcode: number
  readonly errstr: string
}

const BUSY = 5
const IO_ERROR = 10

/** Primary codes that blame the world around the program. The others are mistakes of ours and pass as they are. */
const ENVIRONMENT: ReadonlySet<number> = new Set([
  3, // SQLITE_PERM
  BUSY,
  6, // SQLITE_LOCKED
  7, // SQLITE_NOMEM
  8, // SQLITE_READONLY
  9, // SQLITE_INTERRUPT
  IO_ERROR,
  11, // SQLITE_CORRUPT
  13, // SQLITE_FULL
  14, // SQLITE_CANTOPEN
  15, // SQLITE_PROTOCOL
  22, // SQLITE_NOLFS
  23, // SQLITE_AUTH
  26, // SQLITE_NOTADB
])

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && 'errstr' in error
}

/** Another connection holds the lock that is needed: worth another try. */
export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && primaryCode(error) === BUSY
}

/** The operating system failed a read or write, so that nobody knows what has reached the disk. */
export function isInputOutputError(error: unknown): boolean {
  return isSqliteError(error) && primaryCode(error) === IO_ERROR
}

/** The StoreFailure that stands for `error` where the store's surroundings caused it; any other error as it is. */
export function asStoreFailure(error: unknown): unknown {
  if (isSqliteError(error) && ENVIRONMENT.has(primaryCode(error))) {
    return new StoreFailure('STORE_UNAVAILABLE', `SQLite: ${error.errstr}`, { cause: error })
  }
  return isClosed(error) ? new StoreFailure('STORE_UNAVAILABLE', 'The store is closed', { cause: error }) : error
}

/** Runs `operation`. @throws StoreFailure in place of the driver's error where the store's surroundings caused it */
export function translatingFailures<T>(operation: () => T): T {
  try {
    return operation()
  } catch (error) {
    throw asStoreFailure(error)
  }
}

function primaryCode(error: SqliteError): number {
  return error.errcode & 0xff
}

/** node:sqlite's answer to any use of a connection, or of its statements, after `close()`. */
function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE'
}
