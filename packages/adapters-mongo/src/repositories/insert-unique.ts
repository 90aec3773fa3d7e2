import type { Collection, MongoServerError, OptionalUnlessRequiredId } from 'mongodb'
import { DUPLICATE_KEY, hasCode } from '../connection/server-error.ts'
import type { OperationOptions } from './access.ts'

/** Inserts a document whose `field` is unique. Gives `conflict` where another one has the value, decided by its index. */
export async function insertUnique<T extends object, Conflict>(
  collection: Collection<T>,
  document: OptionalUnlessRequiredId<T>,
  options: OperationOptions,
  { field, conflict }: { readonly field: keyof T & string; readonly conflict: Conflict },
): Promise<Conflict | undefined> {
  try {
    await collection.insertOne(document, options)
    return undefined
  } catch (error) {
    if (hasCode(error, DUPLICATE_KEY) && isOfIndexOver(error, field)) return conflict
    throw error
  }
}

/** By the index's own description, which the server sends since 4.2; the message is for people. */
function isOfIndexOver(error: MongoServerError, field: string): boolean {
  const pattern: unknown = error['keyPattern']
  return typeof pattern === 'object' && pattern !== null && field in pattern
}
