import type { DatabaseSync } from 'node:sqlite'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ok, StoreFailure, type StoreAilment, type UnitOfWork } from '@keybox/domain'
import { forgetPages } from './connection.ts'
import { touchDatabase } from './opening/database-identity.ts'
import { translatingFailures } from './sqlite-error.ts'

/** What a disk that was full must have free before it counts as well: many times what a unit of work writes. */
const ROOM_BYTES = 1024 * 1024

/** Tries to write, after it could not be done for this reason. @throws StoreFailure when it cannot be done yet */
export type Touch = (after: StoreAilment) => Promise<void>

/** A unit of work in its turn, on the connection that writes; it changes nothing. */
export function prepareTouch(connection: DatabaseSync, file: string, unitOfWork: UnitOfWork): Touch {
  return async (after) => {
    // The few bytes of the touch may find room in the log where a unit of work finds none.
    if (after === 'full') await assertRoom(file)
    if (after === 'damaged') translatingFailures(() => forgetPages(connection))
    await unitOfWork.run(async () => {
      translatingFailures(() => touchDatabase(connection))
      return ok()
    })
  }
}

async function assertRoom(file: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file))
  if (bavail * bsize >= ROOM_BYTES) return
  const message = `The disk was full, and has less than ${ROOM_BYTES} bytes free: make room on the volume of the database`
  throw new StoreFailure('STORE_UNAVAILABLE', message, { ailment: 'full' })
}
