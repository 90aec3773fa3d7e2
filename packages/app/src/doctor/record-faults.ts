import type { Finding, Instant, Role, StoredAccount, StoredClient, StoredProject } from '@keybox/domain'

import { fault } from './findings.ts'
import { emailFaults, idFaults, recordFaults } from './value-faults.ts'

const ROLES: readonly string[] = ['DEVELOPER', 'ADMIN'] satisfies Role[]
/** https://github.com/P-H-C/phc-string-format, for argon2id. */
const HASH_FORM = /^\$argon2id\$v=\d+\$[a-z\d=,]+\$[\w+/]+\$[\w+/]+$/

export function* accountFaults(account: StoredAccount, now: Instant): Generator<Finding> {
  const subject = `account ${account.id}`
  yield* recordFaults(subject, 'Account', account, now)
  yield* emailFaults(subject, account)
  if (!ROLES.includes(account.role)) yield fault(subject, 'it has a role that there is not')
  if (HASH_FORM.test(account.passwordHash)) return
  const remedy = 'Give it a new one: npm run reset-password -- EMAIL'
  yield fault(subject, 'its password hash is none, so that nobody can log in', remedy)
}

export function* clientFaults(client: StoredClient, now: Instant): Generator<Finding> {
  const subject = `client ${client.id}`
  yield* recordFaults(subject, 'Client', client, now)
  yield* emailFaults(subject, client)
  yield* idFaults(subject, 'Account', 'owner', client.owner)
  if (!client.ownerExists) yield fault(subject, `its owner ${client.owner} is no account`)
}

export function* projectFaults(project: StoredProject, now: Instant): Generator<Finding> {
  const subject = `project ${project.id}`
  yield* recordFaults(subject, 'Project', project, now)
  if (project.clientOwner === undefined) yield fault(subject, `its client ${project.client} does not exist`)
  else if (project.clientOwner !== project.owner) {
    yield fault(subject, `it belongs to ${project.owner}, but its client to ${project.clientOwner}`)
  }
  if (project.hasLicense) return
  yield fault(
    subject,
    'it has no licence, and a project is made together with its first one',
    'Issue one, or delete it.',
  )
}
