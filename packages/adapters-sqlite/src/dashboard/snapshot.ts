import { StoreFailure, type AccountId, type DashboardPart } from '@keybox/domain'
import type { Alarm, SetAlarm } from '../alarm.ts'
import { translatingFailures } from '../sqlite-error.ts'
import type { DashboardQuery } from './dashboard-rows.ts'
import type { SnapshotConnection, SnapshotConnections } from './snapshot-connections.ts'
import type { SnapshotLimits } from './snapshot-limits.ts'

export interface SnapshotTime {
  readonly limits: SnapshotLimits
  readonly setAlarm: SetAlarm
}

/** One dashboard being read. It ends with its last row, when its reader leaves, and when its reader takes too long. */
export class Snapshot {
  readonly #connections: SnapshotConnections
  readonly #connection: SnapshotConnection
  readonly #owner: AccountId
  readonly #rows: Generator<DashboardPart, void, undefined>
  readonly #idle: Alarm
  readonly #total: Alarm
  readonly #onEnd: (snapshot: Snapshot) => void
  #failure: StoreFailure | undefined
  #ended = false

  constructor(
    connections: SnapshotConnections,
    connection: SnapshotConnection,
    query: DashboardQuery,
    time: SnapshotTime,
    onEnd: (snapshot: Snapshot) => void,
  ) {
    this.#connections = connections
    this.#connection = connection
    this.#owner = query.owner
    this.#rows = connection.readRows(query)
    const tooSlow = (): void => this.fail('The dashboard was read too slowly')
    this.#idle = time.setAlarm(time.limits.idleMs, tooSlow)
    this.#total = time.setAlarm(time.limits.totalMs, tooSlow)
    this.#onEnd = onEnd
  }

  /** undefined after the last part. @throws StoreFailure when the store fails, or the snapshot was ended from outside */
  next(): DashboardPart | undefined {
    if (this.#failure !== undefined) throw this.#failure
    this.#idle.restart()
    const { value, done } = translatingFailures(() => this.#rows.next())
    return done === true ? undefined : value
  }

  /** Ends it under its reader, who learns of it with the next part. */
  fail(message: string): void {
    this.#failure ??= new StoreFailure('STORE_UNAVAILABLE', message)
    this.end()
  }

  /** Frees everything. May be called twice. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#idle.cancel()
    this.#total.cancel()
    // Statements that stand on a row would keep the read transaction open beyond its rollback.
    this.#rows.return()
    this.#connections.give(this.#owner, this.#connection)
    this.#onEnd(this)
  }
}
