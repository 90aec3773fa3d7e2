import { MongoBulkWriteError, type AnyBulkWriteOperation, type Collection } from 'mongodb'
import { DUPLICATE_KEY } from '../connection/server-error.ts'

/** Does each of these by itself, save those whose unique value another document has: they are left undone. */
export async function writeEach<T extends object>(
  collection: Collection<T>,
  operations: readonly AnyBulkWriteOperation<T>[],
): Promise<void> {
  if (operations.length === 0) return
  try {
    await collection.bulkWrite(operations, { ordered: false })
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError) || !isOfDuplicates(error)) throw error
  }
}

function isOfDuplicates({ writeErrors }: MongoBulkWriteError): boolean {
  const errors = Array.isArray(writeErrors) ? writeErrors : [writeErrors]
  return errors.length > 0 && errors.every(({ code }) => code === DUPLICATE_KEY)
}
