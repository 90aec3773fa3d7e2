import { join } from 'node:path'
import { storeInspectionContract } from '@keybox/contracts'
import { openSqliteInspection } from '../src/index.ts'
import { opened, SECRET } from './support/stores.ts'
import { makeTemporaryFolder, removeFolder } from './support/temporary-folder.ts'
import { testKeyVault } from './support/test-key-vault.ts'

storeInspectionContract(async () => {
  const folder = makeTemporaryFolder()
  const path = join(folder, 'keybox.db')
  const store = await opened(path)
  return {
    store,
    keyVault: testKeyVault(SECRET),
    async inspect() {
      const inspection = openSqliteInspection({ path, role: 'live' })
      if (!inspection.ok) throw new Error(inspection.error.message)
      return inspection.value
    },
    async close() {
      await store.close()
      removeFolder(folder)
    },
  }
})
