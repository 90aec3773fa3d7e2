import { setTimeout as elapse } from 'node:timers/promises'
import { getContainerRuntimeClient } from 'testcontainers'
import { reasonOf } from './test-mongodb.ts'

/** An engine that accepts the connection and says nothing would otherwise hold up the run for good. */
const ANSWERS_WITHIN_MS = 5_000

/**
 * Why no Docker engine can be used, or `undefined` when one answers. The engine is looked for where testcontainers
 * looks: `DOCKER_HOST`, then the usual sockets.
 */
export async function whyNoEngine(withinMs: number = ANSWERS_WITHIN_MS): Promise<string | undefined> {
  const timer = new AbortController()
  const silence = elapse(withinMs, `the engine did not answer within ${withinMs} ms`, { signal: timer.signal })
  const answer = getContainerRuntimeClient().then(
    () => undefined,
    (thrown: unknown) => reasonOf(thrown),
  )
  try {
    return await Promise.race([answer, silence])
  } finally {
    timer.abort()
    await silence.catch(() => undefined)
  }
}
