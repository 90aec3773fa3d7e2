import { secretRotationContract, type BenchSecrets } from '@keybox/contracts'
import { openSqliteRotation } from '../src/rotation/open-sqlite-rotation.ts'
import { openSqliteStore } from '../src/open-sqlite-store.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'
import { testKeyVault } from './support/test-key-vault.ts'

secretRotationContract(() => {
  const path = temporaryDatabase()
  return {
    open: (secrets) => openSqliteStore({ path, ...vaultsOf(secrets) }),
    openRotation: async ({ secret, previous }) =>
      openSqliteRotation({ path, keyVault: testKeyVault(secret), previousKeyVault: testKeyVault(previous) }),
  }
})

function vaultsOf({ secret, previous }: BenchSecrets) {
  return {
    keyVault: testKeyVault(secret),
    previousKeyVault: previous === undefined ? undefined : testKeyVault(previous),
  }
}
