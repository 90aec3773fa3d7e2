import { StoreFailure } from '@keybox/domain'
import type { ReadAccess } from './access.ts'

/**
 * Gives to accesses one bound together on how many reads may be under way or wait for a connection: the driver bounds
 * how long one waits, and not how many do.
 */
export function boundReads(most: number): (access: ReadAccess) => ReadAccess {
  let present = 0
  return (access) => ({
    async read(operation) {
      if (present >= most) throw new StoreFailure('OVERLOADED', 'Too many reads wait for MongoDB')
      present += 1
      try {
        return await access.read(operation)
      } finally {
        present -= 1
      }
    },
  })
}
