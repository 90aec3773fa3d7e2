import type { DatabaseSync } from 'node:sqlite'
import { NO_METRICS, type KeyRing, type Metrics, type Store, type TimeLeft } from '@keybox/domain'
import { openReader, shortenBusyTimeout } from './connection.ts'
import { sqliteDashboardReader } from './dashboard/dashboard-reader.ts'
import { preparePing } from './ping.ts'
import { prepareAccountReader } from './repositories/accounts.ts'
import { prepareClientReader } from './repositories/clients.ts'
import { gatheringLicenseReader } from './repositories/licenses.ts'
import { performAlone } from './repositories/perform.ts'
import { prepareProjectReader } from './repositories/projects.ts'
import { gatheringSessionReader } from './repositories/sessions.ts'
import type { SqliteTuning } from './sqlite-tuning.ts'
import { StoreHealth } from './store-health.ts'
import type { LogFile } from './transaction/log-file.ts'
import { sqliteUnitOfWork } from './transaction/unit-of-work.ts'
import { Writer } from './transaction/writer.ts'
import { prepareTouch } from './touch.ts'
import { watchedReaders } from './watched-readers.ts'

/** What a store works with beside its database. */
export interface SqliteStoreParts {
  readonly keys: KeyRing
  /** Told how many units of work there are. */
  readonly metrics?: Metrics
  /** For how long whoever asks still waits; undefined: as long as the store's own limits allow. */
  readonly timeLeft?: TimeLeft
}

/**
 * A store over a database that is ready to be served; `connection` is the one that writes.
 *
 * @throws SqliteError
 * @throws NodeJS.ErrnoException
 */
export async function sqliteStore(
  connection: DatabaseSync,
  file: string,
  parts: SqliteStoreParts,
  tuning: SqliteTuning,
): Promise<Store> {
  const reader = openReader(file)
  let log: LogFile | undefined
  try {
    log = await openDurableLog(connection, file, tuning)
    shortenBusyTimeout(connection)
    return await assemble({ file, connection, reader, log }, parts, tuning)
  } catch (error) {
    reader.close()
    await log?.close()
    throw error
  }
}

/**
 * Whoever was killed may have left commits there that are not on the disk, and be killed because a sync had failed: so
 * another sync alone would not do.
 */
async function openDurableLog(connection: DatabaseSync, file: string, { openLog }: SqliteTuning): Promise<LogFile> {
  // It keeps others from writing, and makes the log of a database that has none yet, as one that was restored.
  connection.exec('BEGIN IMMEDIATE')
  try {
    const log = await openLog(file)
    try {
      await log.writeAgain()
      return log
    } catch (error) {
      await log.close()
      throw error
    }
  } finally {
    connection.exec('ROLLBACK')
  }
}

interface OpenedDatabase {
  readonly file: string
  /** The one that writes. */
  readonly connection: DatabaseSync
  readonly reader: DatabaseSync
  readonly log: LogFile
}

async function assemble(
  { file, connection, reader, log }: OpenedDatabase,
  { keys, metrics = NO_METRICS, timeLeft = forEver }: SqliteStoreParts,
  tuning: SqliteTuning,
): Promise<Store> {
  const unitOfWork = sqliteUnitOfWork(connection, new Writer(connection, { ...tuning, timeLeft }), log, keys)
  const durable = (): Promise<void> | undefined => unitOfWork.durable()
  const dashboards = sqliteDashboardReader(file, keys, { ...tuning, limits: tuning.snapshots, timeLeft, durable })
  const prepared = {
    accounts: prepareAccountReader(reader)(performAlone),
    sessions: gatheringSessionReader(reader),
    clients: prepareClientReader(reader)(performAlone),
    projects: prepareProjectReader(reader)(performAlone),
    licenses: gatheringLicenseReader(reader, keys),
  }
  const health = new StoreHealth(prepareTouch(connection, file, unitOfWork))
  const help = 'Units of work that write, or wait for their turn: one at a time does.'
  metrics.gauge({ name: 'keybox_store_units_of_work', help }, () => unitOfWork.present)
  return {
    ...watchedReaders(prepared, (read) => health.read(() => afterwards(read, durable))),
    dashboards,
    unitOfWork: health.watched(unitOfWork),
    ping: await preparePing(reader, file, health),
    close: once(async () => {
      await unitOfWork.finish()
      await log.close()
      dashboards.close()
      reader.close()
      closeWriter(connection)
    }),
  }
}

/** Whoever reads is told when what they read is there for good. */
async function afterwards<T>(read: () => Promise<T>, durable: () => Promise<void> | undefined): Promise<T> {
  const found = await read()
  await durable()
  return found
}

function forEver(): number {
  return Number.POSITIVE_INFINITY
}

/** The last connection to leave: only one that may write can move the log into the database and remove it. */
function closeWriter(connection: DatabaseSync): void {
  try {
    connection.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch {
    // Nothing is lost: what is committed stays in the log, and the next start reads it from there.
  }
  connection.close()
}

function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= action())
}
