import { StoreFailure, type StoreAilment } from '@keybox/domain'

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

interface Cause {
  readonly ailment?: StoreAilment
  /** For the operator: what it is, and what to do. */
  readonly remedy?: string
}

const DAMAGED: Cause = { ailment: 'damaged', remedy: 'the database is damaged: restore it from a backup' }
const READ_ONLY: Cause = {
  ailment: 'read-only',
  remedy: 'the database may not be written: mount its volume for writing, and let this user write file and folder',
}
const LOCKED: Cause = { ailment: 'locked', remedy: 'another program holds it locked; try again when that one is done' }
const FULL: Cause = { ailment: 'full', remedy: 'the disk is full: make room on the volume of the database' }
const FAILING: Cause = {
  ailment: 'failing',
  remedy: 'the disk failed to read or write: look at the volume of the database',
}

/** Primary codes that blame the world around the program. The others are mistakes of ours and pass as they are. */
const ENVIRONMENT: ReadonlyMap<number, Cause> = new Map<number, Cause>([
  [3, READ_ONLY], // SQLITE_PERM
  [BUSY, LOCKED],
  [6, {}], // SQLITE_LOCKED
  [7, {}], // SQLITE_NOMEM
  [8, READ_ONLY], // SQLITE_READONLY
  [9, {}], // SQLITE_INTERRUPT
  [IO_ERROR, FAILING],
  [11, DAMAGED], // SQLITE_CORRUPT
  [13, FULL], // SQLITE_FULL
  [14, FAILING], // SQLITE_CANTOPEN
  [15, {}], // SQLITE_PROTOCOL
  [22, {}], // SQLITE_NOLFS
  [23, {}], // SQLITE_AUTH
  [26, DAMAGED], // SQLITE_NOTADB
])

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && 'errstr' in error
}

/** Another connection holds the lock that is needed: worth another try. */
export function isBusy(error: unknown): error is SqliteError {
  return isSqliteError(error) && primaryCode(error) === BUSY
}

/** The operating system failed a read or write, so that nobody knows what has reached the disk. */
export function isInputOutputError(error: unknown): boolean {
  return isSqliteError(error) && primaryCode(error) === IO_ERROR
}

/** The StoreFailure that stands for `error` where the store's surroundings caused it; any other error as it is. */
export function asStoreFailure(error: unknown): unknown {
  const cause = environmentalCause(error)
  if (cause !== undefined && isSqliteError(error)) {
    const { ailment, remedy } = cause
    const message = `SQLite: ${error.errstr}${remedy === undefined ? '' : `; ${remedy}`}`
    return new StoreFailure('STORE_UNAVAILABLE', message, { cause: error, ailment })
  }
  return isClosed(error) ? new StoreFailure('STORE_UNAVAILABLE', 'The store is closed', { cause: error }) : error
}

/** What ails the store, and what to do about it; undefined where the store's surroundings did not cause it. */
export function environmentalCause(error: unknown): Cause | undefined {
  return isSqliteError(error) ? ENVIRONMENT.get(primaryCode(error)) : undefined
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
