import type { DatabaseSync } from 'node:sqlite'
import type { AccountId, KeyRing } from '@keybox/domain'
import type { SetAlarm } from '../alarm.ts'
import { openReader } from '../connection.ts'
import { translatingFailures } from '../sqlite-error.ts'
import { prepareDashboardRows, type ReadDashboardRows } from './dashboard-rows.ts'
import type { SnapshotLimits } from './snapshot-limits.ts'
import { SnapshotPlaces } from './snapshot-places.ts'

/** A snapshot of the whole database, and the statements that read dashboards from it. */
export interface SnapshotConnection {
  readonly connection: DatabaseSync
  readonly readRows: ReadDashboardRows
}

/** Connections for snapshots: opened as they are needed, kept for the next one, never more than there are places. */
export class SnapshotConnections {
  readonly #file: string
  readonly #keys: KeyRing
  readonly #places: SnapshotPlaces
  readonly #free: SnapshotConnection[] = []
  #closed = false

  constructor(file: string, keys: KeyRing, limits: SnapshotLimits, setAlarm: SetAlarm) {
    this.#file = file
    this.#keys = keys
    this.#places = new SnapshotPlaces(limits, setAlarm)
  }

  /** One with its transaction begun. @throws StoreFailure after `waitMs`, once closed, or when the file does not open */
  async take(owner: AccountId, waitMs: number): Promise<SnapshotConnection> {
    await this.#places.take(owner, waitMs)
    try {
      return translatingFailures(() => this.#begin())
    } catch (error) {
      this.#places.leave(owner)
      throw error
    }
  }

  /** Ends the snapshot. To be called once for each one taken. */
  give(owner: AccountId, snapshot: SnapshotConnection): void {
    if (this.#closed || !isEnded(snapshot)) snapshot.connection.close()
    else this.#free.push(snapshot)
    this.#places.leave(owner)
  }

  /** Those in use are closed as they are given back. */
  close(): void {
    this.#closed = true
    for (const { connection } of this.#free.splice(0)) connection.close()
    this.#places.close()
  }

  #begin(): SnapshotConnection {
    const snapshot = this.#free.pop() ?? this.#open()
    snapshot.connection.exec('BEGIN')
    return snapshot
  }

  #open(): SnapshotConnection {
    const connection = openReader(this.#file)
    return { connection, readRows: prepareDashboardRows(connection, this.#keys) }
  }
}

function isEnded({ connection }: SnapshotConnection): boolean {
  try {
    connection.exec('ROLLBACK')
    return true
  } catch {
    // Not to be trusted with another snapshot; closing it ends this one.
    return false
  }
}
