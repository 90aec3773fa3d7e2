import {
  exhaustive,
  ok,
  type KeyVault,
  type Metrics,
  type Result,
  type SharedCounts,
  type Store,
  type StoreRefused,
  type TimeLeft,
} from '@keybox/domain'
import type { StoreCluster } from '@keybox/license-cache'

import type { DatabaseLocation } from './configuration/database-url.ts'

export interface OpenedStore {
  readonly store: Store
  /** Whether other servers may write to it: no, yes and they can be told of, or yes and they cannot. */
  readonly sharing: 'sole' | StoreCluster | 'untold'
  /** Where servers on it tell each other what their rate limits counted; undefined where there is one server only. */
  readonly sharedCounts?: SharedCounts
  /** The `keyId` of the secret that new records are under, now: tokens and pseudonyms follow it. */
  readonly writesUnder: () => string
}

export interface StoreParts {
  readonly keyVault: KeyVault
  readonly previousKeyVault: KeyVault | undefined
  readonly metrics: Metrics
  readonly timeLeft: TimeLeft
}

/**
 * The scheme of the database URL picks the adapter. Only that one is loaded: the MongoDB driver takes 13 MB that a server
 * on SQLite has no use for.
 */
export async function openStore(
  database: DatabaseLocation,
  parts: StoreParts,
): Promise<Result<OpenedStore, StoreRefused>> {
  const { keyId } = parts.keyVault
  switch (database.type) {
    case 'memory': {
      const { createMemoryStore } = await import('@keybox/adapters-memory')
      return ok({ store: createMemoryStore(), sharing: 'sole', writesUnder: () => keyId })
    }
    case 'sqlite': {
      const { openSqliteStore } = await import('@keybox/adapters-sqlite')
      const opened = await openSqliteStore({ path: database.path, ...parts })
      return opened.ok ? ok({ store: opened.value, sharing: 'sole', writesUnder: () => keyId }) : opened
    }
    case 'mongodb': {
      const { openMongoStore } = await import('@keybox/adapters-mongo')
      const opened = await openMongoStore({ uri: database.uri.reveal(), ...parts })
      if (!opened.ok) return opened
      const store = opened.value
      const { cluster, sharedCounts } = store
      return ok({ store, sharing: cluster ?? 'untold', sharedCounts, writesUnder: () => store.writesUnder() })
    }
    default:
      return exhaustive(database)
  }
}
