import { startMongoDb, type TestMongoDb } from '@keybox/test-mongodb'

/**
 * A replica set that no other test file uses: for fail points, of which a server has one of a kind at a time, and for
 * counts over the whole server.
 */
export async function startOwnMongoDb(): Promise<TestMongoDb> {
  const { KEYBOX_TEST_MONGODB_URI: _, KEYBOX_TEST_MONGO_SOURCE: source, ...env } = process.env
  const own = source === undefined || source === 'uri' ? env : { ...env, KEYBOX_TEST_MONGO_SOURCE: source }
  return startMongoDb(own)
}
