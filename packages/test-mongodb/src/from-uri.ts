import { describeServer } from './server-description.ts'
import type { Environment } from './source-order.ts'
import { reasonOf, type Attempt, type TestMongoDb } from './test-mongodb.ts'

const ANSWERS_WITHIN_MS = 5_000

/** The MongoDB that `KEYBOX_TEST_MONGODB_URI` names: used, never stopped. */
export async function fromUri(env: Environment, withinMs: number = ANSWERS_WITHIN_MS): Promise<Attempt<TestMongoDb>> {
  const uri = env['KEYBOX_TEST_MONGODB_URI']
  if (!uri) return { failure: 'KEYBOX_TEST_MONGODB_URI is not set' }
  try {
    const { version, replicaSet, isRouter } = await describeServer(uri, withinMs)
    if (!replicaSet && !isRouter) return { failure: 'the server is a standalone; a replica set is needed' }
    const kind = isRouter ? 'sharded cluster' : `replica set ${replicaSet}`
    const describe = `MongoDB ${version}, ${kind}, at KEYBOX_TEST_MONGODB_URI`
    return { started: { uri, source: 'uri', describe, stop: () => Promise.resolve() } }
  } catch (thrown) {
    return { failure: reasonOf(thrown) }
  }
}
