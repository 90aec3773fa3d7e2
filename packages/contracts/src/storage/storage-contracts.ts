import { accountRepositoryContract } from './account-repository.ts'
import { clientRepositoryContract } from './client-repository.ts'
import { createProjectFaultsContract } from './create-project-faults.ts'
import { dashboardReaderContract } from './dashboard-reader.ts'
import { licenseRepositoryContract } from './license-repository.ts'
import type { OpenStore, StorageHooks } from './open-store.ts'
import { projectRepositoryContract } from './project-repository.ts'
import { racesContract } from './races.ts'
import { storeContract } from './store.ts'
import { unitOfWorkContract } from './unit-of-work.ts'

const CONTRACTS = {
  'account-repository': accountRepositoryContract,
  'client-repository': clientRepositoryContract,
  'project-repository': projectRepositoryContract,
  'license-repository': licenseRepositoryContract,
  'dashboard-reader': dashboardReaderContract,
  'unit-of-work': unitOfWorkContract,
  store: storeContract,
  races: racesContract,
  'create-project-faults': createProjectFaultsContract,
} as const satisfies Record<string, (openStore: OpenStore, hooks: StorageHooks) => void>

/** The names in the suites' titles, `contract: <name>`: every storage adapter runs each of them. */
export const STORAGE_SUITES: readonly string[] = Object.keys(CONTRACTS)

/** Everything that a storage adapter must do; its spec calls this and nothing else. */
export function storageContracts(openStore: OpenStore, hooks: StorageHooks = {}): void {
  for (const contract of Object.values(CONTRACTS)) contract(openStore, hooks)
}
