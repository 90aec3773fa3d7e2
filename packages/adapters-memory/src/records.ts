import type { Account, Client, License, Project, Services, Session } from '@keybox/domain'

// A store keeps copies, never references: what becomes of the object that was handed in is none of its business. The
// copies are frozen, so that they can be handed out as they are. (A `Redacted` in them cannot change.)

export function accountRecord({ id, name, email, passwordHash, role, createdAt, updatedAt }: Account): Account {
  return Object.freeze({ id, name, email, passwordHash, role, createdAt, updatedAt })
}

export function sessionRecord(session: Session): Session {
  const { id, owner, family, current, createdAt, refreshedAt, endsAt, revision } = session
  return Object.freeze({ id, owner, family, current, createdAt, refreshedAt, endsAt, revision })
}

export function clientRecord({ id, owner, name, email, createdAt, updatedAt }: Client): Client {
  return Object.freeze({ id, owner, name, email, createdAt, updatedAt })
}

export function projectRecord({ id, owner, client, name, createdAt, updatedAt }: Project): Project {
  return Object.freeze({ id, owner, client, name, createdAt, updatedAt })
}

export function licenseRecord(license: License): License {
  const { id, key, owner, client, project, duration, services, issuedAt, expiresAt } = license
  const { activation, revokedAt, revision, updatedAt } = license
  const terms = { id, key, owner, client, project, duration, services: copyOf(services), issuedAt, expiresAt }
  const bound = activation === undefined ? undefined : Object.freeze({ machine: activation.machine, at: activation.at })
  return Object.freeze({ ...terms, activation: bound, revokedAt, revision, updatedAt })
}

function copyOf([first, ...others]: Services): Services {
  return Object.freeze<Services>([first, ...others])
}
