import type { Environment } from './source-order.ts'
import { startMongoDb } from './start-mongodb.ts'
import type { TestMongoDb } from './test-mongodb.ts'

/**
 * A replica set that no other test file uses: for fail points, of which a server has one of a kind at a time, and for
 * counts over the whole server. Had like the run's, save that no URI can name one.
 */
export async function startOwnMongoDb(environment: Environment = process.env): Promise<TestMongoDb> {
  const { KEYBOX_TEST_MONGODB_URI: _, KEYBOX_TEST_MONGO_SOURCE: source, ...env } = environment
  const own = source === undefined || source === 'uri' ? env : { ...env, KEYBOX_TEST_MONGO_SOURCE: source }
  return startMongoDb(own)
}
