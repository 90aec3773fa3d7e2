import type { DashboardPart, DashboardReader, KeyRing, TimeLeft } from '@keybox/domain'
import type { Db, MongoClient } from 'mongodb'
import { closed, toStoreFailure } from '../connection/driver-failure.ts'
import { timeIsOver } from '../connection/time-limit.ts'
import { countDashboard } from './dashboard-counts.ts'
import type { DashboardQuery } from './dashboard-query.ts'
import { readDashboardTree } from './dashboard-tree.ts'
import { watchProgress } from './progress.ts'
import { openSnapshot } from './snapshot.ts'

export interface DashboardReaderOptions {
  readonly client: MongoClient
  readonly database: Db
  readonly keys: KeyRing
  /** Bounds the wait for the first part. */
  readonly timeLeft: TimeLeft
  /** Whether the store is being closed. */
  readonly isClosed: () => boolean
}

/** How long each part after the first may take, in milliseconds: who asked is being answered, and waits on for as long as it goes on. */
const STEP_MS = 10_000

export function createDashboardReader(options: DashboardReaderOptions): DashboardReader {
  return {
    async *read(owner, client, page) {
      const timeMs = options.timeLeft()
      const progress = watchProgress(timeMs, STEP_MS, () => timeIsOver(Math.min(timeMs, STEP_MS)))
      const parts = readParts(options, { owner, client, page }, progress.signal)
      try {
        for (;;) {
          const { done, value } = await progress.step(() => parts.next())
          if (done === true) break
          assertOpen(options)
          yield value
        }
      } catch (error) {
        throw toStoreFailure(error)
      } finally {
        progress.end()
        await parts.return(undefined)
      }
      // The cursors of a client that is being closed end as if there were nothing more.
      assertOpen(options)
    },
  }
}

async function* readParts(
  { client, database, keys }: DashboardReaderOptions,
  query: DashboardQuery,
  signal: AbortSignal,
): AsyncGenerator<DashboardPart> {
  const { snapshot, first } = await openSnapshot(client, database, signal, (opened) => countDashboard(opened, query))
  try {
    yield first
    if (first.clients > 0) yield* readDashboardTree(snapshot, keys, query)
  } finally {
    await snapshot.options.session.endSession()
  }
}

function assertOpen({ isClosed }: DashboardReaderOptions): void {
  if (isClosed()) throw closed()
}
