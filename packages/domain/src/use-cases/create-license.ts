import type { ClientNotFound } from '../client/client-repository.ts'
import { ownerScope } from '../idempotency/idempotency-scope.ts'
import { once, type IdempotentRequest, type NotDoneAgain, type RunOnce } from '../idempotency/once.ts'
import { issueLicense, type License } from '../license/license.ts'
import { generateLicenseKey } from '../license/license-key.ts'
import type { LicenseKeyTaken } from '../license/license-repository.ts'
import type { TermMonths } from '../license/license-term.ts'
import type { Services } from '../license/service-catalog.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdGenerator } from '../ports/id-generator.ts'
import type { RandomBytes } from '../ports/random-bytes.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import type { ProjectNotFound } from '../project/project-repository.ts'
import type { AccountId, ClientId, ProjectId } from '../shared/entity-id.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { drawFreeKey } from './draw-free-key.ts'

export interface CreateLicenseDependencies {
  readonly unitOfWork: UnitOfWork
  readonly ids: IdGenerator
  readonly randomBytes: RandomBytes
  readonly clock: Clock
}

export interface CreateLicenseCommand {
  readonly owner: AccountId
  readonly client: ClientId
  readonly project: ProjectId
  readonly duration: TermMonths
  readonly services: Services
}

export type CreateLicense = (
  command: CreateLicenseCommand,
  request?: IdempotentRequest<License>,
) => Promise<Result<License, ClientNotFound | ProjectNotFound | NotDoneAgain>>

/** One more licence for a project that exists. */
export function createLicense({ unitOfWork, ids, randomBytes, clock }: CreateLicenseDependencies): CreateLicense {
  const runOnce = once({ unitOfWork, clock })
  return (command, request) =>
    drawFreeKey(() => {
      const key = generateLicenseKey(command.project, randomBytes)
      return store(runOnce, issueLicense({ ...command, id: ids.next('License'), key }, clock.now()), request)
    })
}

type Refusal = ClientNotFound | ProjectNotFound | LicenseKeyTaken

function store(
  runOnce: RunOnce,
  license: License,
  request: IdempotentRequest<License> | undefined,
): Promise<Result<License, Refusal | NotDoneAgain>> {
  const scope = ownerScope('createLicense', license.owner)
  return runOnce<License, Refusal>(request, scope, async ({ clients, projects, licenses }) => {
    const client = await clients.find(license.owner, license.client)
    if (client === undefined) return err({ type: 'ClientNotFound' })
    const project = await projects.find(license.owner, license.project)
    if (project?.client !== client.id) return err({ type: 'ProjectNotFound' })
    const inserted = await licenses.insert(license)
    return inserted.ok ? ok(license) : inserted
  })
}
