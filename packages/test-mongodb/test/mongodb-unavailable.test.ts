import { describe, expect, it } from 'vitest'
import { fromUri } from '../src/from-uri.ts'
import { startMongoDb, startStandaloneMongoDb } from '../src/start-mongodb.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('where no MongoDB can be had', () => {
  it('one message says what was tried, and how to help', async () => {
    const env = { KEYBOX_TEST_MONGO_SOURCE: 'binary', PATH: '/nowhere', XDG_CACHE_HOME: await temporaryFolder() }
    await expect(startMongoDb(env)).rejects.toThrow(
      /^No MongoDB could be had for the tests\. Tried:\n {2}- binary: no mongod is on PATH, and .*\nDo one of these:\n/,
    )
    await expect(startStandaloneMongoDb(env)).rejects.toThrow(/^No MongoDB could be had .*\n {2}- binary: /)
  })

  it('a pinned URI that is not set is named', async () => {
    await expect(startMongoDb({ KEYBOX_TEST_MONGO_SOURCE: 'uri' })).rejects.toThrow(
      '  - uri: KEYBOX_TEST_MONGODB_URI is not set\n',
    )
  })

  it('a URI that nothing answers at says so', async () => {
    const attempt = await fromUri({ KEYBOX_TEST_MONGODB_URI: 'mongodb://127.0.0.1:1' }, 200)
    expect(attempt).toMatchObject({ failure: expect.stringContaining('127.0.0.1:1') })
  })

  it('a URI that is none is not replaced by another way', async () => {
    const failure = startMongoDb({ KEYBOX_TEST_MONGODB_URI: 'localhost:27017' })
    await expect(failure).rejects.toThrow(/Tried:\n {2}- uri: Invalid scheme.*\nDo one/)
  })
})
