import type { ClientNotFound } from '../client/client-repository.ts'
import { ownerScope } from '../idempotency/idempotency-scope.ts'
import { once, type IdempotentRequest, type NotDoneAgain, type RunOnce } from '../idempotency/once.ts'
import type { License } from '../license/license.ts'
import { issueLicense } from '../license/license.ts'
import { generateLicenseKey } from '../license/license-key.ts'
import type { LicenseKeyTaken } from '../license/license-repository.ts'
import type { TermMonths } from '../license/license-term.ts'
import type { Services } from '../license/service-catalog.ts'
import type { Clock } from '../ports/clock.ts'
import type { IdGenerator } from '../ports/id-generator.ts'
import type { RandomBytes } from '../ports/random-bytes.ts'
import type { UnitOfWork } from '../ports/unit-of-work.ts'
import { startProject, type Project } from '../project/project.ts'
import type { DisplayName } from '../shared/display-name.ts'
import type { AccountId, ClientId } from '../shared/entity-id.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { drawFreeKey } from './draw-free-key.ts'

export interface CreateProjectDependencies {
  readonly unitOfWork: UnitOfWork
  readonly ids: IdGenerator
  readonly randomBytes: RandomBytes
  readonly clock: Clock
}

export interface CreateProjectCommand {
  readonly owner: AccountId
  readonly client: ClientId
  readonly name: DisplayName
  readonly duration: TermMonths
  readonly services: Services
}

export interface ProjectWithLicense {
  readonly project: Project
  readonly license: License
}

export type CreateProject = (
  command: CreateProjectCommand,
  request?: IdempotentRequest<ProjectWithLicense>,
) => Promise<Result<ProjectWithLicense, ClientNotFound | NotDoneAgain>>

/** A project together with its first licence: both or neither. */
export function createProject(dependencies: CreateProjectDependencies): CreateProject {
  const runOnce = once(dependencies)
  return (command, request) => drawFreeKey(() => store(runOnce, draft(dependencies, command), request))
}

function draft(
  { ids, randomBytes, clock }: CreateProjectDependencies,
  { owner, client, name, duration, services }: CreateProjectCommand,
): ProjectWithLicense {
  const now = clock.now()
  const project = startProject({ id: ids.next('Project'), owner, client, name }, now)
  const key = generateLicenseKey(project.id, randomBytes)
  const order = { id: ids.next('License'), key, owner, client, project: project.id, duration, services }
  return { project, license: issueLicense(order, now) }
}

type Refusal = ClientNotFound | LicenseKeyTaken

function store(
  runOnce: RunOnce,
  { project, license }: ProjectWithLicense,
  request: IdempotentRequest<ProjectWithLicense> | undefined,
): Promise<Result<ProjectWithLicense, Refusal | NotDoneAgain>> {
  const scope = ownerScope('createProject', project.owner)
  return runOnce<ProjectWithLicense, Refusal>(request, scope, async ({ clients, projects, licenses }) => {
    const client = await clients.find(project.owner, project.client)
    if (client === undefined) return err({ type: 'ClientNotFound' })
    await projects.insert(project)
    const inserted = await licenses.insert(license)
    return inserted.ok ? ok({ project, license }) : inserted
  })
}
