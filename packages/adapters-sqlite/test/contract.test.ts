import { join } from 'node:path'
import type { Store } from '@keybox/domain'
import { storageContracts } from '@keybox/contracts'
import { afterAll } from 'vitest'
import { openStoreWithCommitFaults } from './support/commit-faults.ts'
import { opened } from './support/stores.ts'
import { makeTemporaryFolder, removeFolder } from './support/temporary-folder.ts'

const folder = makeTemporaryFolder()
let databases = 0

function freshPath(): string {
  databases += 1
  return join(folder, `${databases}.db`)
}

afterAll(() => removeFolder(folder))

storageContracts((): Promise<Store> => opened(freshPath()), {
  openStoreWithCommitFaults: () => openStoreWithCommitFaults(freshPath()),
})
