import { STORAGE_SUITES, type StorageSuite } from '../suite-names.ts'
import { accountRepositoryContract } from './account-repository.ts'
import { clientRepositoryContract } from './client-repository.ts'
import { createProjectFaultsContract } from './create-project-faults.ts'
import { dashboardReaderContract } from './dashboard-reader.ts'
import { idempotencyContract } from './idempotency.ts'
import { licenseRepositoryContract } from './license-repository.ts'
import type { OpenStore, StorageHooks } from './open-store.ts'
import { projectRepositoryContract } from './project-repository.ts'
import { racesContract } from './races.ts'
import { replyRepositoryContract } from './reply-repository.ts'
import { sessionRacesContract } from './session-races.ts'
import { sessionRepositoryContract } from './session-repository.ts'
import { storeContract } from './store.ts'
import { unitOfWorkContract } from './unit-of-work.ts'

const CONTRACTS: Readonly<Record<StorageSuite, (openStore: OpenStore, hooks: StorageHooks) => void>> = {
  'account-repository': accountRepositoryContract,
  'session-repository': sessionRepositoryContract,
  'session-races': sessionRacesContract,
  'client-repository': clientRepositoryContract,
  'project-repository': projectRepositoryContract,
  'license-repository': licenseRepositoryContract,
  'reply-repository': replyRepositoryContract,
  'dashboard-reader': dashboardReaderContract,
  'unit-of-work': unitOfWorkContract,
  store: storeContract,
  races: racesContract,
  'create-project-faults': createProjectFaultsContract,
  idempotency: idempotencyContract,
}

/** Everything that a storage adapter must do; its spec calls this and nothing else. */
export function storageContracts(openStore: OpenStore, hooks: StorageHooks = {}): void {
  for (const suite of STORAGE_SUITES) CONTRACTS[suite](openStore, hooks)
}
