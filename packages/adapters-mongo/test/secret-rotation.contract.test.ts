import { secretRotationContract, type BenchSecrets } from '@keybox/contracts'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import { afterEach, inject } from 'vitest'
import { openMongoRotation, openMongoStore } from '../src/index.ts'
import { aesGcmKeyVault } from './support/aes-gcm-key-vault.ts'
import { dropDatabase } from './support/open-fresh-store.ts'

const used: string[] = []

afterEach(async () => {
  for (const uri of used.splice(0)) await dropDatabase(uri)
})

secretRotationContract(() => {
  const uri = freshDatabaseUri(inject('mongoUri'))
  used.push(uri)
  return {
    open: (secrets) => openMongoStore({ uri, ...vaultsOf(secrets) }),
    openRotation: ({ secret, previous }) =>
      openMongoRotation({ uri, keyVault: aesGcmKeyVault(secret), previousKeyVault: aesGcmKeyVault(previous) }),
  }
})

function vaultsOf({ secret, previous }: BenchSecrets) {
  return {
    keyVault: aesGcmKeyVault(secret),
    previousKeyVault: previous === undefined ? undefined : aesGcmKeyVault(previous),
  }
}
