import { timerAlarm, type SetAlarm } from './alarm.ts'
import type { SnapshotLimits } from './dashboard/snapshot-limits.ts'
import { ALL_MIGRATIONS } from './migrations/all-migrations.ts'
import type { Migration } from './migrations/migration.ts'
import { processClock, type MonotonicClock } from './monotonic-clock.ts'
import { openLogFile, type LogFile } from './transaction/log-file.ts'

/** What tests, and nobody else so far, have reason to change. */
export interface SqliteTuning {
  readonly setAlarm: SetAlarm
  readonly monotonicClock: MonotonicClock
  /** In the order of their versions, from 1 without a gap. */
  readonly migrations: readonly Migration[]
  readonly snapshots: SnapshotLimits
  /** Of a database file that has a write-ahead log. */
  readonly openLog: (file: string) => Promise<LogFile>
  /**
   * How long the opening waits for another program's lock, later each unit of work from when it was asked for until it
   * begins, and then it, or whoever has read, for the disk to sync the log, in milliseconds. Well below the time after which the client of a request is cut off.
   */
  readonly lockWaitMs: number
}

export const DEFAULT_TUNING: SqliteTuning = {
  setAlarm: timerAlarm,
  monotonicClock: processClock,
  migrations: ALL_MIGRATIONS,
  openLog: openLogFile,
  snapshots: { concurrent: 8, perOwner: 3, waitMs: 10_000, idleMs: 60_000, totalMs: 600_000 },
  lockWaitMs: 5_000,
}
