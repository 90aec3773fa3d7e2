import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import {
  BACKGROUND_OPERATION_IN_PROGRESS_FOR_NAMESPACE,
  CONFLICTING_OPERATION_IN_PROGRESS,
  hasCode,
  INDEX_BUILD_ABORTED,
  WRITE_CONFLICT,
} from '../connection/server-error.ts'

const CONTENTION = [
  WRITE_CONFLICT,
  CONFLICTING_OPERATION_IN_PROGRESS,
  INDEX_BUILD_ABORTED,
  BACKGROUND_OPERATION_IN_PROGRESS_FOR_NAMESPACE,
]

const MAX_ATTEMPTS = 20
const FIRST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 500

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
    await pause(randomInt(Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS)))
  }
}
