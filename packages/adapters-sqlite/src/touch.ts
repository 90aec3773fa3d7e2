import type { DatabaseSync } from 'node:sqlite'
import { ok, type UnitOfWork } from '@keybox/domain'
import { translatingFailures } from './sqlite-error.ts'

/** Writes a row as it is. SQLite writes its page all the same, to the log and to the disk, which is what shows whether it can. */
const TOUCH = 'UPDATE vault_check SET check_value = check_value WHERE _id = 1'

/** A unit of work in its turn, on the connection that writes. */
export function prepareTouch(connection: DatabaseSync, unitOfWork: UnitOfWork): () => Promise<void> {
  const touch = connection.prepare(TOUCH)
  return async () => {
    await unitOfWork.run(async () => {
      translatingFailures(() => touch.run())
      return ok()
    })
  }
}
