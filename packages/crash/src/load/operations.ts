import { createHash } from 'node:crypto'
import type {
  AccountEntry,
  ActivationEntry,
  ClientEntry,
  LicenseEntry,
  LicenseTerms,
  ProjectEntry,
  RevocationEntry,
} from '../ledger/ledger.ts'
import { acknowledgedMachines } from '../ledger/ledger.ts'
import { objectIn, textIn, type JsonObject } from './api.ts'
import type { Operation } from './operation.ts'

export const PASSWORD = 'correct horse battery staple'

export function signUp(account: AccountEntry): Operation {
  const { write, name, email } = account
  return {
    name: 'sign-up',
    write,
    request: {
      method: 'POST',
      path: '/auth/signup',
      body: { name, email, password: PASSWORD, confirm_password: PASSWORD },
    },
    // It has no idempotency key: whoever retries it hears that the address is taken, by itself.
    fateBy: ({ status, body }) => (status === 409 && body['code'] === 'EMAIL_TAKEN' ? 'acknowledged' : undefined),
    acknowledge(body) {
      if (body['success'] === true) account.id = textIn(body, 'userId')
      return undefined
    },
  }
}

export function addClient(client: ClientEntry): Operation {
  const { write, name, email } = client
  return {
    name: 'client',
    write,
    request: { method: 'POST', path: '/clients', body: { name, email } },
    client,
    acknowledge(body) {
      const told = objectIn(body, 'client')
      client.id = textIn(told, '_id')
      client.createdAt = textIn(told, 'createdAt')
      return told['name'] === name && told['email'] === email ? undefined : 'another client was acknowledged'
    },
  }
}

export function startProject(project: ProjectEntry, first: LicenseEntry): Operation {
  const { write, client, name } = project
  return {
    name: 'project',
    write,
    request: {
      method: 'POST',
      path: '/projects/createProject',
      body: { clientId: client.id, projectName: name, ...first.terms },
    },
    client,
    acknowledge(body) {
      const told = objectIn(body, 'project')
      project.id = textIn(told, '_id')
      project.createdAt = textIn(told, 'createdAt')
      const wrong = acknowledgeLicense(first, objectIn(body, 'license'))
      return told['name'] === name && told['client'] === client.id ? wrong : 'another project was acknowledged'
    },
  }
}

export function sellLicense(license: LicenseEntry): Operation {
  const { write, project, terms } = license
  return {
    name: 'license',
    write,
    request: {
      method: 'POST',
      path: '/license/create',
      body: { clientId: project.client.id, projectId: project.id, ...terms },
    },
    client: project.client,
    acknowledge: (body) => acknowledgeLicense(license, objectIn(body, 'license')),
  }
}

export function activate(license: LicenseEntry, activation: ActivationEntry): Operation {
  const { write, machine } = activation
  return {
    name: 'activation',
    write,
    request: { method: 'POST', path: '/validate/activate', body: { key: license.key, machineId: machine } },
    client: license.project.client,
    fateBy: ({ body }) => (body['code'] === 'LICENSE_BOUND_ELSEWHERE' ? 'declined' : undefined),
    acknowledge(body) {
      if (body['machineId'] !== digestOf(machine)) return 'another machine was acknowledged'
      const machines = acknowledgedMachines(license)
      return machines.length > 1 ? `it was acknowledged to ${machines.length} machines` : undefined
    },
  }
}

export function setRevoked(license: LicenseEntry, revocation: RevocationEntry): Operation {
  const { write, revoked } = revocation
  return {
    name: 'revocation',
    write,
    request: { method: 'PATCH', path: `/license/revoke/${license.key}`, body: { revoked } },
    client: license.project.client,
    acknowledge(body) {
      const expected = revoked ? 'REVOKED' : acknowledgedMachines(license).length > 0 ? 'ACTIVE' : 'PENDING'
      return body['status'] === expected ? undefined : `it should be ${expected}`
    },
  }
}

/** What is stored of a machine's fingerprint. */
export function digestOf(machine: string): string {
  return createHash('sha256').update(machine).digest('hex')
}

function acknowledgeLicense(license: LicenseEntry, told: JsonObject): string | undefined {
  license.id = textIn(told, '_id')
  license.key = textIn(told, 'key')
  license.issuedAt = textIn(told, 'issuedAt')
  license.expiresAt = textIn(told, 'expiresAt')
  return hasTerms(told, license.terms) ? undefined : 'another licence was acknowledged'
}

/** Whether a licence that was told of has the terms that were asked for. */
export function hasTerms(told: JsonObject, { duration, services }: LicenseTerms): boolean {
  return told['duration'] === duration && JSON.stringify(told['services']) === JSON.stringify(services)
}
