import type { DashboardPart, DashboardReader, KeyVault } from '@keybox/domain'
import type { Db, MongoClient } from 'mongodb'
import { closed, toStoreFailure } from '../connection/driver-failure.ts'
import { countDashboard } from './dashboard-counts.ts'
import type { DashboardQuery } from './dashboard-query.ts'
import { readDashboardTree } from './dashboard-tree.ts'
import { openSnapshot } from './snapshot.ts'

export interface DashboardReaderOptions {
  readonly client: MongoClient
  readonly database: Db
  readonly keyVault: KeyVault
  /** Whether the store is being closed. */
  readonly isClosed: () => boolean
}

export function createDashboardReader(options: DashboardReaderOptions): DashboardReader {
  return {
    async *read(owner, client, page) {
      try {
        for await (const part of readParts(options, { owner, client, page })) {
          assertOpen(options)
          yield part
        }
      } catch (error) {
        throw toStoreFailure(error)
      }
      // The cursors of a client that is being closed end as if there were nothing more.
      assertOpen(options)
    },
  }
}

async function* readParts(
  { client, database, keyVault }: DashboardReaderOptions,
  query: DashboardQuery,
): AsyncGenerator<DashboardPart> {
  const { snapshot, first } = await openSnapshot(client, database, (opened) => countDashboard(opened, query))
  try {
    yield first
    if (first.clients > 0) yield* readDashboardTree(snapshot, keyVault, query)
  } finally {
    await snapshot.options.session.endSession()
  }
}

function assertOpen({ isClosed }: DashboardReaderOptions): void {
  if (isClosed()) throw closed()
}
