import { attempted, firstThatStarts, whereAnEngineAnswers, type Ways } from './first-that-starts.ts'
import { fromUri } from './from-uri.ts'
import { sourceOrder, type Environment, type MongoDbSource } from './source-order.ts'
import type { Attempt, TestMongoDb } from './test-mongodb.ts'
import type { ThreeMembers } from './three-members.ts'

// Each way loads its library when it is taken: a run against a URI needs none of them.

/**
 * A MongoDB replica set for the tests: the one at `KEYBOX_TEST_MONGODB_URI`; else a container, when a Docker engine
 * answers; else a mongod process. `KEYBOX_TEST_MONGO_SOURCE` (`uri`, `testcontainers`, `binary`) allows one way only.
 * @throws MongoDbUnavailable when no way works; it says what was tried and how to help.
 */
export async function startMongoDb(env: Environment = process.env): Promise<TestMongoDb> {
  const { started, failed } = await firstThatStarts(sourceOrder(env), {
    ...server(env, 'replica set'),
    uri: () => fromUri(env),
  })
  // Whoever wonders why it is not the way before finds the reason in the same line.
  const detours = failed.map(({ source, reason }) => ` (not ${source}: ${reason})`)
  return { ...started, describe: started.describe + detours.join('') }
}

/**
 * A mongod that is in no replica set, which KeyBox refuses. Had like the replica set, save that no URI can name one.
 * @throws MongoDbUnavailable when no way works.
 */
export async function startStandaloneMongoDb(env: Environment = process.env): Promise<TestMongoDb> {
  const { started } = await firstThatStarts(orderWithoutUri(env), server(env, 'standalone'))
  return started
}

/**
 * A replica set of three members that can be killed. Had like the others, save that no URI can name one.
 * @throws MongoDbUnavailable when no way works.
 */
export async function startThreeMembers(env: Environment = process.env): Promise<ThreeMembers> {
  const { started } = await firstThatStarts<ThreeMembers>(orderWithoutUri(env), {
    uri: notByUri,
    testcontainers: () =>
      whereAnEngineAnswers(async () => await (await import('./three-containers.ts')).threeContainers(env)),
    binary: () => attempted(async () => await (await import('./three-processes.ts')).threeProcesses(env)),
  })
  return started
}

function server(env: Environment, kind: 'replica set' | 'standalone'): Ways<TestMongoDb> {
  return {
    uri: notByUri,
    testcontainers: () =>
      whereAnEngineAnswers(async () => await (await import('./mongod-container.ts')).mongodContainer(env, kind)),
    binary: () => attempted(async () => await (await import('./mongod-processes.ts')).mongodProcess(env, kind)),
  }
}

/** A pinned URI pins where the replica set of the run is, not where a server of another kind comes from. */
function orderWithoutUri(env: Environment): readonly MongoDbSource[] {
  const order = sourceOrder(env)
  return order.includes('uri') ? ['testcontainers', 'binary'] : order
}

function notByUri(): Promise<Attempt<never>> {
  return Promise.resolve({ failure: 'KEYBOX_TEST_MONGODB_URI names one replica set, and no other server' })
}
