import { setImmediate, setTimeout as pause } from 'node:timers/promises'

import type { KeyBox } from './build-key-box.ts'

/** A supervisor kills what has not ended after 10 s: 8 for the requests in flight, the rest for the store. */
const REQUESTS_MS = 8000
const STORE_MS = 1500

/**
 * Serves on for `drainMs`, not ready any more; then stops accepting, lets what is in flight finish and closes the store.
 * Requests that take longer than their time are cut off, for a store that is closed in order is worth more than one slow
 * reply. Resolves within 9.5 seconds after the drain.
 */
export async function shutDown(keyBox: KeyBox, grace: Grace = {}): Promise<void> {
  const { drainMs = 0, requestsMs = REQUESTS_MS, storeMs = STORE_MS } = grace
  const { log, server } = keyBox.server
  if (drainMs > 0) await drain(keyBox, drainMs)
  const closed = keyBox.close()
  if (await endsWithin(closed, requestsMs)) return
  log.warn('requests still in flight are cut off')
  server.closeAllConnections()
  if (!(await endsWithin(closed, storeMs))) log.error('the store did not close in time')
}

async function drain(keyBox: KeyBox, drainMs: number): Promise<void> {
  keyBox.drain()
  await pause(drainMs)
  // What the kernel holds for this process when it stops listening is reset. A turn of the event loop takes it on; the
  // request on a new connection comes a turn later.
  for (let turn = 0; turn < 3; turn += 1) await setImmediate()
}

export interface Grace {
  readonly drainMs?: number
  readonly requestsMs?: number
  readonly storeMs?: number
}

/** Whether it did; a rejection is passed on. */
async function endsWithin(work: Promise<void>, milliseconds: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>()
  const timer = setTimeout(resolve, milliseconds, false)
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
