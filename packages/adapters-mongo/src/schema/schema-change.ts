import { setTimeout as pause } from 'node:timers/promises'
import { MongoServerError } from 'mongodb'

// https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
export const NAMESPACE_EXISTS = 48
export const DUPLICATE_KEY = 11000
const WRITE_CONFLICT = 112
const CONFLICTING_OPERATION_IN_PROGRESS = 117
const INDEX_BUILD_ABORTED = 276
const BACKGROUND_OPERATION_IN_PROGRESS_FOR_NAMESPACE = 12_587

const CONTENTION = [
  WRITE_CONFLICT,
  CONFLICTING_OPERATION_IN_PROGRESS,
  INDEX_BUILD_ABORTED,
  BACKGROUND_OPERATION_IN_PROGRESS_FOR_NAMESPACE,
]

const MAX_ATTEMPTS = 20
const FIRST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 500

export function hasCode(error: unknown, code: number): error is MongoServerError {
  return error instanceof MongoServerError && error.code === code
}

/** Runs a change of the schema again for as long as another node's change of the same collection is in its way. */
export async function whenUncontended(change: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await change()
      return
    } catch (error) {
      const contended = CONTENTION.some((code) => hasCode(error, code))
      if (!contended || attempt === MAX_ATTEMPTS) throw error
    }
    await pause(Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS) * Math.random())
  }
}
