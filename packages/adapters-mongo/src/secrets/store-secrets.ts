import type { KeyRing } from '@keybox/domain'

/** The secrets that a server works under, and whether those are all that the store's records are under. */
export interface StoreSecrets {
  readonly keys: KeyRing
  /**
   * For whoever did not find a record: resolves when it is not there because it is not, and not because it is under a
   * secret that this server does not know. @throws StoreFailure
   */
  assertAllKnown(): Promise<void>
}

/** Of a store that nobody moves to another secret. */
export function settledSecrets(keys: KeyRing): StoreSecrets {
  return { keys, assertAllKnown: () => Promise.resolve() }
}

/**
 * Finds a record that may be under either of two secrets. A record moves from one to the other once, and a read of two
 * places may look at each when it is in the other: hence the second look.
 */
export async function findUnderAny<T>(secrets: StoreSecrets, find: () => Promise<T | null>): Promise<T | null> {
  const found = await find()
  if (found !== null) return found
  await secrets.assertAllKnown()
  return secrets.keys.previous === undefined ? null : find()
}
