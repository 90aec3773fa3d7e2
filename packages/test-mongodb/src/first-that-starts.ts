import { MongoDbUnavailable, type FailedAttempt } from './mongodb-unavailable.ts'
import type { MongoDbSource } from './source-order.ts'
import { reasonOf, type Attempt } from './test-mongodb.ts'

/** How to have something, by the way of having it; each is asked only when its turn comes. */
export type Ways<T> = Readonly<Record<MongoDbSource, () => Promise<Attempt<T>>>>

/** Something that was started, and the ways that had been tried before in vain. */
export interface Started<T> {
  readonly started: T
  readonly failed: readonly FailedAttempt[]
}

/** @throws MongoDbUnavailable when none of the ways works. */
export async function firstThatStarts<T>(order: readonly MongoDbSource[], ways: Ways<T>): Promise<Started<T>> {
  const failed: FailedAttempt[] = []
  for (const source of order) {
    const outcome = await ways[source]()
    if ('started' in outcome) return { started: outcome.started, failed }
    failed.push({ source, reason: outcome.failure })
  }
  throw new MongoDbUnavailable(failed)
}

/** A way by a container: not tried where no engine answers. */
export async function whereAnEngineAnswers<T>(start: () => Promise<T>): Promise<Attempt<T>> {
  // Loaded when needed: a run against a URI needs no testcontainers.
  const { whyNoEngine } = await import('./container-engine.ts')
  const noEngine = await whyNoEngine()
  return noEngine === undefined ? await attempted(start) : { failure: noEngine }
}

/** What the start throws, as the reason why this way does not work. */
export async function attempted<T>(start: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { started: await start() }
  } catch (thrown) {
    return { failure: reasonOf(thrown) }
  }
}
