import { StoreFailure, type KeyRing } from '@keybox/domain'
import { DOCUMENT_VALIDATION_FAILURE, hasCode } from '../connection/server-error.ts'

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

/** Writes under the secret that is written under. @throws StoreFailure when that was replaced meanwhile, and nothing is taken under it */
export async function writeUnderCurrent<T>({ keys }: StoreSecrets, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (keys.previous === undefined || !hasCode(error, DOCUMENT_VALIDATION_FAILURE)) throw error
    throw new StoreFailure('STORE_UNAVAILABLE', 'The secret was replaced while it was written under', { cause: error })
  }
}
