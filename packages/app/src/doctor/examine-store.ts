import type { Clock, Finding, KeyVault, ServiceCatalog, StoreInspection } from '@keybox/domain'

import { fault } from './findings.ts'
import { licenseFaults } from './license-faults.ts'
import { accountFaults, clientFaults, projectFaults } from './record-faults.ts'

export interface StoreExamination {
  readonly inspection: StoreInspection
  /** undefined: the secret is not at hand */
  readonly keyVault: KeyVault | undefined
  readonly services: ServiceCatalog
  readonly clock: Clock
}

/** Everything that a store should be and is not, record by record, in bounded memory. @throws StoreFailure */
export async function* examineStore(examination: StoreExamination): AsyncGenerator<Finding> {
  const { inspection, keyVault, services, clock } = examination
  yield* secretFaults(inspection.secretCheck, keyVault)
  yield* inspection.layout()
  for await (const account of inspection.accounts()) yield* accountFaults(account, clock.now())
  for await (const client of inspection.clients()) yield* clientFaults(client, clock.now())
  for await (const project of inspection.projects()) yield* projectFaults(project, clock.now())
  for await (const license of inspection.licenses()) {
    yield* licenseFaults(license, { now: clock.now(), services, keyVault })
  }
}

function* secretFaults(stored: string | undefined, keyVault: KeyVault | undefined): Generator<Finding> {
  if (keyVault === undefined) {
    const remedy = 'Put the secret file back, or set KEYBOX_SECRET to the secret that the store was filled under.'
    yield fault('secret', 'there is none, and without it no licence key can be looked up or shown', remedy)
  } else if (stored === undefined) {
    yield fault('secret', 'the store does not say which one it was filled under', 'Start the server, which notes it.')
  } else if (stored !== keyVault.checkValue) {
    const remedy = 'Set KEYBOX_SECRET, or the secret file, to the one that it was filled under.'
    yield fault('secret', 'the store was filled under another one', remedy)
  }
}
