import type { Store } from '@keybox/domain'
import { afterAll, beforeAll } from 'vitest'

/** Gives a store that is fresh and empty, and that no one else writes to; the suite closes it. */
export type OpenStore = () => Promise<Store>

/** A store whose commits can be made to fail on their way, as by a crash or a lost connection. */
export interface StoreWithCommitFaults {
  readonly store: Store
  /** The next commit fails before it is durable, or is tried again: either is right, half of it is not. */
  readonly failNextCommit: () => Promise<void>
}

/** What an adapter can offer its suites beside a store. */
export interface StorageHooks {
  /** Left out where a commit cannot be made to fail, as in memory. */
  readonly openStoreWithCommitFaults?: () => Promise<StoreWithCommitFaults>
}

/** Far more than any storage test needs: it only tells a test that hangs from one that runs. */
export const STORAGE_TIMEOUT_MS = 60_000

/**
 * One store for all tests of the suite, because opening one may take as long as the tests do. They keep apart by having
 * an owner each; one that closes its store opens another.
 */
export function useStore(openStore: OpenStore): () => Store {
  let store: Store | undefined
  beforeAll(async () => {
    store = await openStore()
  }, STORAGE_TIMEOUT_MS)
  afterAll(async () => {
    await store?.close()
  }, STORAGE_TIMEOUT_MS)
  return () => {
    if (store === undefined) throw new Error('The store is not open yet: ask for it inside a test')
    return store
  }
}
