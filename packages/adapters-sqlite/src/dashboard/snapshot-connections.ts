import type { DatabaseSync } from 'node:sqlite'
import { StoreFailure, type KeyVault } from '@keybox/domain'
import type { Alarm, SetAlarm } from '../alarm.ts'
import { openReader } from '../connection.ts'
import { translatingFailures } from '../sqlite-error.ts'
import { prepareDashboardRows, type ReadDashboardRows } from './dashboard-rows.ts'
import type { SnapshotLimits } from './snapshot-limits.ts'

/** A snapshot of the whole database, and the statements that read dashboards from it. */
export interface SnapshotConnection {
  readonly connection: DatabaseSync
  readonly readRows: ReadDashboardRows
}

interface Waiting {
  readonly resolve: () => void
  readonly reject: (reason: StoreFailure) => void
  readonly alarm: Alarm
}

/** Connections for snapshots: opened as they are needed, kept for the next one, never more than the limit at once. */
export class SnapshotConnections {
  readonly #file: string
  readonly #keyVault: KeyVault
  readonly #limits: SnapshotLimits
  readonly #setAlarm: SetAlarm
  readonly #free: SnapshotConnection[] = []
  readonly #waiting = new Set<Waiting>()
  #inUse = 0
  #closed = false

  constructor(file: string, keyVault: KeyVault, limits: SnapshotLimits, setAlarm: SetAlarm) {
    this.#file = file
    this.#keyVault = keyVault
    this.#limits = limits
    this.#setAlarm = setAlarm
  }

  /** One with its transaction begun. @throws StoreFailure after `waitMs`, once closed, or when the file does not open */
  async take(): Promise<SnapshotConnection> {
    if (this.#closed) throw closed()
    if (this.#inUse >= this.#limits.concurrent) await this.#turn()
    else this.#inUse += 1
    try {
      return translatingFailures(() => this.#begin())
    } catch (error) {
      this.#passOn()
      throw error
    }
  }

  /** Ends the snapshot. To be called once for each one taken. */
  give(snapshot: SnapshotConnection): void {
    if (this.#closed || !isEnded(snapshot)) snapshot.connection.close()
    else this.#free.push(snapshot)
    this.#passOn()
  }

  /** Those in use are closed as they are given back. */
  close(): void {
    this.#closed = true
    for (const { connection } of this.#free.splice(0)) connection.close()
    for (const { reject, alarm } of this.#waiting) {
      alarm.cancel()
      reject(closed())
    }
    this.#waiting.clear()
  }

  #begin(): SnapshotConnection {
    const snapshot = this.#free.pop() ?? this.#open()
    snapshot.connection.exec('BEGIN')
    return snapshot
  }

  #open(): SnapshotConnection {
    const connection = openReader(this.#file)
    return { connection, readRows: prepareDashboardRows(connection, this.#keyVault) }
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const alarm = this.#setAlarm(this.#limits.waitMs, () => {
        this.#waiting.delete(waiting)
        reject(new StoreFailure('STORE_UNAVAILABLE', 'Too many dashboards are being read at once'))
      })
      const waiting: Waiting = { resolve, reject, alarm }
      this.#waiting.add(waiting)
    })
  }

  /** The place goes to the one who has waited longest, if there is any. */
  #passOn(): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#inUse -= 1
      return
    }
    this.#waiting.delete(next)
    next.alarm.cancel()
    next.resolve()
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

function closed(): StoreFailure {
  return new StoreFailure('STORE_UNAVAILABLE', 'The store is closed')
}
