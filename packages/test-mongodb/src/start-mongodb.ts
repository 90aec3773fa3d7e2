import { fromUri } from './from-uri.ts'
import { MongoDbUnavailable, type FailedAttempt } from './mongodb-unavailable.ts'
import { sourceOrder, type Environment, type MongoDbSource } from './source-order.ts'
import { reasonOf, type Attempt, type TestMongoDb } from './test-mongodb.ts'

/**
 * A MongoDB replica set for the tests: the one at `KEYBOX_TEST_MONGODB_URI`; else a container, when a Docker engine
 * answers; else a mongod process. `KEYBOX_TEST_MONGO_SOURCE` (`uri`, `testcontainers`, `binary`) allows one way only.
 * @throws MongoDbUnavailable when no way works; it says what was tried and how to help.
 */
export async function startMongoDb(env: Environment = process.env): Promise<TestMongoDb> {
  return await firstThatStarts(sourceOrder(env), {
    uri: () => fromUri(env),
    testcontainers: () => inContainer(env, 'replica set'),
    binary: () => asProcess(env, 'replica set'),
  })
}

/**
 * A mongod that is in no replica set, which KeyBox refuses; had like the replica set, save that no URI can name one.
 * @throws MongoDbUnavailable when no way works.
 */
export async function startStandaloneMongoDb(env: Environment = process.env): Promise<TestMongoDb> {
  const { KEYBOX_TEST_MONGODB_URI: _, ...withoutUri } = env
  const order = sourceOrder(withoutUri).filter((source) => source !== 'uri')
  return await firstThatStarts(order.length > 0 ? order : ['testcontainers', 'binary'], {
    uri: () => Promise.resolve({ failure: 'a URI names no standalone server' }),
    testcontainers: () => inContainer(env, 'standalone'),
    binary: () => asProcess(env, 'standalone'),
  })
}

async function firstThatStarts(
  order: readonly MongoDbSource[],
  ways: Readonly<Record<MongoDbSource, () => Promise<Attempt>>>,
): Promise<TestMongoDb> {
  const failed: FailedAttempt[] = []
  for (const source of order) {
    const outcome = await ways[source]()
    if ('started' in outcome) return withDetours(outcome.started, failed)
    failed.push({ source, reason: outcome.failure })
  }
  throw new MongoDbUnavailable(failed)
}

/** Whoever wonders why it is not the way before finds the reason in the same line. */
function withDetours(started: TestMongoDb, failed: readonly FailedAttempt[]): TestMongoDb {
  const detours = failed.map(({ source, reason }) => ` (not ${source}: ${reason})`)
  return { ...started, describe: started.describe + detours.join('') }
}

// The libraries are loaded by the way that needs them: a run against a URI reads neither.

async function inContainer(env: Environment, kind: 'replica set' | 'standalone'): Promise<Attempt> {
  const { whyNoEngine } = await import('./container-engine.ts')
  const noEngine = await whyNoEngine()
  if (noEngine !== undefined) return { failure: noEngine }
  const { mongodContainer } = await import('./mongod-container.ts')
  return await attempt(() => mongodContainer(env, kind))
}

async function asProcess(env: Environment, kind: 'replica set' | 'standalone'): Promise<Attempt> {
  const { mongodProcess, standaloneProcess } = await import('./mongod-processes.ts')
  return await attempt(() => (kind === 'standalone' ? standaloneProcess(env) : mongodProcess(env)))
}

async function attempt(start: () => Promise<TestMongoDb>): Promise<Attempt> {
  try {
    return { started: await start() }
  } catch (thrown) {
    return { failure: reasonOf(thrown) }
  }
}
