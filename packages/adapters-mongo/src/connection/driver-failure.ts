import { StoreFailure } from '@keybox/domain'
import { MongoError } from 'mongodb'
import { isSocketFailure } from './socket-failure.ts'

/**
 * What a failure of the driver is to callers: the store was not available. Anything else, such as a mistake of this
 * program's own, is given back as it is.
 */
export function toStoreFailure(error: unknown): unknown {
  return error instanceof MongoError || isSocketFailure(error) ? unavailable(error) : error
}

export function unavailable(cause: unknown): StoreFailure {
  return new StoreFailure('STORE_UNAVAILABLE', 'MongoDB did not answer, or gave up; nothing was written', { cause })
}

export function outcomeUnknown(cause: unknown): StoreFailure {
  const message = 'MongoDB went away before it said how the commit ended: all of it is there, or none'
  return new StoreFailure('OUTCOME_UNKNOWN', message, { cause })
}

export function closed(): StoreFailure {
  return new StoreFailure('STORE_UNAVAILABLE', 'The store is closed')
}
