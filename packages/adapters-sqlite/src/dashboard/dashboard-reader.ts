import { setImmediate } from 'node:timers/promises'
import type { DashboardReader, KeyRing, TimeLeft } from '@keybox/domain'
import type { DashboardQuery } from './dashboard-rows.ts'
import { SnapshotConnections } from './snapshot-connections.ts'
import { Snapshot, type SnapshotTime } from './snapshot.ts'

/** Parts between two turns of the event loop: a millisecond or two of work, most of it unsealing keys. */
const BATCH = 100

export interface SqliteDashboardReader extends DashboardReader {
  /** Ends what is being read, under its readers. */
  close(): void
}

/** Reads each dashboard from a snapshot on a connection of its own, while everything else goes on. */
export function sqliteDashboardReader(
  file: string,
  keys: KeyRing,
  time: SnapshotTime & { readonly timeLeft: TimeLeft; readonly durable: () => Promise<void> | undefined },
): SqliteDashboardReader {
  const { limits, setAlarm, timeLeft, durable } = time
  const connections = new SnapshotConnections(file, keys, limits, setAlarm)
  const open = new Set<Snapshot>()

  async function begin(query: DashboardQuery): Promise<Snapshot> {
    const connection = await connections.take(query.owner, Math.min(limits.waitMs, timeLeft()))
    const snapshot = new Snapshot(connections, connection, query, { limits, setAlarm }, (ended) => open.delete(ended))
    open.add(snapshot)
    return snapshot
  }

  return {
    read: async function* (owner, client, page) {
      const snapshot = await begin({ owner, client, page })
      try {
        for (let parts = 1; ; parts += 1) {
          const part = snapshot.next()
          // The snapshot is what its first part was read from.
          if (parts === 1) await durable()
          if (part === undefined) return
          yield part
          if (parts % BATCH === 0) await setImmediate()
        }
      } finally {
        snapshot.end()
      }
    },
    close: () => {
      connections.close()
      for (const snapshot of open) snapshot.fail('The store is closed')
    },
  }
}
