import { startStandaloneMongoDb, withDatabase } from '@keybox/test-mongodb'
import { describe, expect, it } from 'vitest'
import { openMongoStore } from '../src/index.ts'
import { aesGcmKeyVault } from './support/aes-gcm-key-vault.ts'
import { withUriOptions } from './support/uri-options.ts'

const keyVault = aesGcmKeyVault()

describe('opening on what is no replica set', () => {
  it('refuses a standalone server and says what to do, whether or not the URI names a set', async () => {
    const standalone = await startStandaloneMongoDb()
    try {
      const plain = withDatabase(standalone.uri, 'keybox')
      for (const uri of [plain, withUriOptions(plain, 'replicaSet=rs0')]) {
        const refused = await openMongoStore({ uri, keyVault })
        expect(refused).toMatchObject({ ok: false, error: { type: 'StoreRefused', reason: 'NO_REPLICA_SET' } })
        if (refused.ok) continue
        expect(refused.error.message).toMatch(/replica set.*--replSet.*rs\.initiate\(\)/)
        expect(refused.error.message).not.toContain('\n')
      }
    } finally {
      await standalone.stop()
    }
  })
})

describe('opening on what cannot be reached', () => {
  const quickly = 'serverSelectionTimeoutMS=300'

  it.each([
    ['nobody listens', `mongodb://seller:s3cr3t-p4ss@127.0.0.1:9/keybox?${quickly}`],
    ['a password that was not percent-encoded', `mongodb://seller:s3cr3t@p4ss@127.0.0.1:9/keybox?${quickly}`],
    ['a password with a slash', `mongodb://seller:s3cr3t/p4ss@127.0.0.1:9/keybox?${quickly}`],
    ['a port that is none', 'mongodb://seller:s3cr3t-p4ss@127.0.0.1:99999/keybox'],
    ['an option that is none', 'mongodb://seller:s3cr3t-p4ss@127.0.0.1:9/keybox?replicaset=a&nonsense=1'],
    ['another scheme', 'postgres://seller:s3cr3t-p4ss@127.0.0.1:9/keybox'],
    ['no URI', 's3cr3t-p4ss'],
  ])('says so in one line without the credentials: %s', async (_, uri) => {
    const refused = await openMongoStore({ uri, keyVault })
    expect(refused).toMatchObject({ ok: false, error: { type: 'StoreRefused', reason: 'UNREACHABLE' } })
    const told = JSON.stringify(refused)
    expect(told).not.toMatch(/s3cr3t|p4ss|seller/)
    expect(told).not.toContain(String.raw`\n`)
  })
})
