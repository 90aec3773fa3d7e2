import { timerAlarm, type SetAlarm } from './alarm.ts'
import type { SnapshotLimits } from './dashboard/snapshot-limits.ts'
import { ALL_MIGRATIONS } from './migrations/all-migrations.ts'
import type { Migration } from './migrations/migration.ts'

/** What tests, and nobody else so far, have reason to change. */
export interface SqliteTuning {
  readonly setAlarm: SetAlarm
  /** In the order of their versions, from 1 without a gap. */
  readonly migrations: readonly Migration[]
  readonly snapshots: SnapshotLimits
  /** How long the opening, and later each unit of work, waits for another program's lock, in milliseconds. */
  readonly lockWaitMs: number
}

export const DEFAULT_TUNING: SqliteTuning = {
  setAlarm: timerAlarm,
  migrations: ALL_MIGRATIONS,
  snapshots: { concurrent: 8, waitMs: 30_000, idleMs: 60_000, totalMs: 600_000 },
  lockWaitMs: 5_000,
}
