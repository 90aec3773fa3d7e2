import { StoreFailure } from '@keybox/domain'
import { toStoreFailure } from './driver-failure.ts'
import { isSocketFailure } from './socket-failure.ts'

/** What an operation is told, for the driver, of the time that it has. */
export interface TimeLimit {
  /** Ends it here: whatever it waits for then, and the connection that it waits on goes with it. */
  readonly signal: AbortSignal
  /** Ends it on the server. Whole milliseconds, 1 at least. */
  readonly maxTimeMS: number
}

/**
 * Gives `operation`, which reads, so many milliseconds and no more, whatever it is waiting for: a server that can be
 * written to, a connection, an answer, or another try. The driver's own `timeoutMS` has no effect any more (mongodb 7.9).
 *
 * @throws StoreFailure when they are over, and for what the driver throws
 */
export async function withinTime<T>(timeMs: number, operation: (limit: TimeLimit) => Promise<T>): Promise<T> {
  if (timeMs <= 0) throw timeIsOver(timeMs)
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(timeIsOver(timeMs)), timeMs)
  try {
    const limit = { signal: controller.signal, maxTimeMS: Math.ceil(timeMs) }
    return await readOnALivingConnection(() => operation(limit))
  } catch (error) {
    throw toStoreFailure(error)
  } finally {
    clearTimeout(timer)
  }
}

/** As the driver does after the errors that it knows (`retryReads`): each of these takes one ended connection from the pool. */
async function readOnALivingConnection<T>(read: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await read()
    } catch (error) {
      if (!isSocketFailure(error)) throw error
    }
  }
}

/** What comes of what others may wait for too, and is not ended with the time. @throws StoreFailure when that is over */
export async function answeredWithin<T>(timeMs: number, answer: Promise<T>): Promise<T> {
  const end = Promise.withResolvers<never>()
  const timer = setTimeout(() => end.reject(timeIsOver(timeMs)), timeMs)
  try {
    return await Promise.race([answer, end.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** @param timeMs which is over, in milliseconds */
export function timeIsOver(timeMs: number): StoreFailure {
  const cause = new Error(`No answer within ${Math.round(timeMs)} ms`)
  return new StoreFailure('STORE_UNAVAILABLE', 'MongoDB did not answer in time; nothing was written', { cause })
}
