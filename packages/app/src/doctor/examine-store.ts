import type { Clock, Finding, KeyRing, ServiceCatalog, StoreInspection } from '@keybox/domain'

import { licenseFaults } from './license-faults.ts'
import { replyFaults } from './reply-faults.ts'
import { SecretUse } from './secret-use.ts'
import { accountFaults, clientFaults, projectFaults } from './record-faults.ts'
import { sessionFaults } from './session-faults.ts'

export interface StoreExamination {
  readonly inspection: StoreInspection
  /** undefined: the secret is not at hand, and keys are not looked at */
  readonly keys: KeyRing | undefined
  readonly services: ServiceCatalog
  readonly clock: Clock
}

/** Everything that a store should be and is not, record by record, in bounded memory. @throws StoreFailure */
export async function* examineStore(examination: StoreExamination): AsyncGenerator<Finding> {
  const { inspection, keys, services, clock } = examination
  const use = new SecretUse()
  yield* inspection.layout()
  for await (const account of inspection.accounts()) yield* accountFaults(account, clock.now())
  for await (const session of inspection.sessions()) yield* sessionFaults(session, clock.now())
  for await (const client of inspection.clients()) yield* clientFaults(client, clock.now())
  for await (const project of inspection.projects()) yield* projectFaults(project, clock.now())
  for await (const license of inspection.licenses()) {
    use.count('licenses', license.keyId)
    yield* licenseFaults(license, { now: clock.now(), services, keys })
  }
  for await (const reply of inspection.replies()) {
    use.count('replies', reply.keyId)
    yield* replyFaults(reply, keys, clock.now())
  }
  if (keys !== undefined) yield* use.findings(keys)
}
