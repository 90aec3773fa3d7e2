import type { Collection, MongoServerError, OptionalUnlessRequiredId } from 'mongodb'
import { DUPLICATE_KEY, hasCode } from '../connection/server-error.ts'
import type { OperationOptions } from './access.ts'

/** A field that a unique index is over, and what it means that another document has the value. */
export interface UniqueField<Field, Conflict> {
  readonly field: Field
  readonly conflict: Conflict
}

/** Inserts a document whose `field` is unique. Gives `conflict` where another one has the value, decided by its index. */
export function insertUnique<T extends object, Conflict>(
  collection: Collection<T>,
  document: OptionalUnlessRequiredId<T>,
  options: OperationOptions,
  unique: UniqueField<keyof T & string, Conflict>,
): Promise<Conflict | undefined> {
  return unlessDuplicate(unique, () => collection.insertOne(document, options))
}

/** The same for any write that may insert. */
export async function unlessDuplicate<Conflict>(
  { field, conflict }: UniqueField<string, Conflict>,
  write: () => Promise<unknown>,
): Promise<Conflict | undefined> {
  try {
    await write()
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
