import { settableClock, storeInspectionContract } from '@keybox/contracts'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import { inject } from 'vitest'
import { openMongoInspection } from '../src/index.ts'
import { aesGcmKeyVault } from './support/aes-gcm-key-vault.ts'
import { openFreshStore } from './support/open-fresh-store.ts'

storeInspectionContract(async () => {
  const uri = freshDatabaseUri(inject('mongoUri'))
  const store = await openFreshStore(uri)
  return {
    store,
    keyVault: aesGcmKeyVault(),
    async inspect() {
      const opened = await openMongoInspection({ uri, clock: settableClock() })
      if (!opened.ok) throw new Error(opened.error.message)
      return opened.value
    },
    close: () => store.close(),
  }
})
