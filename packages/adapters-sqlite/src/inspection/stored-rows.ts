import type {
  StoredAccount,
  StoredClient,
  StoredLicense,
  StoredProject,
  StoredRecord,
  StoredReply,
  StoredSession,
} from '@keybox/domain'
import type { Row } from '../rows/column.ts'
import { bytesOf, numberOf, textOf, textsOf, unlessNull } from './stored-values.ts'

export const INSPECT_ACCOUNTS = 'SELECT * FROM accounts'

export const INSPECT_CLIENTS = `
  SELECT *, EXISTS (SELECT 1 FROM accounts WHERE _id = clients.owner) AS owner_exists FROM clients`

export const INSPECT_SESSIONS = `
  SELECT *, EXISTS (SELECT 1 FROM accounts WHERE _id = sessions.owner) AS owner_exists FROM sessions`

export const INSPECT_PROJECTS = `
  SELECT *, (SELECT owner FROM clients WHERE _id = projects.client) AS client_owner,
    EXISTS (SELECT 1 FROM licenses WHERE project = projects._id) AS has_license
  FROM projects`

export const INSPECT_LICENSES = `
  SELECT licenses.*, projects.owner AS project_owner, projects.client AS project_client
  FROM licenses LEFT JOIN projects ON projects._id = licenses.project`

export const INSPECT_REPLIES = 'SELECT * FROM kept_replies'

export function storedAccount(row: Row): StoredAccount {
  const email = { email: textOf(row, 'email'), emailIdentity: textOf(row, 'email_identity') }
  return { ...storedRecord(row), ...email, passwordHash: textOf(row, 'password_hash'), role: textOf(row, 'role') }
}

export function storedClient(row: Row): StoredClient {
  return {
    ...storedRecord(row),
    owner: textOf(row, 'owner'),
    email: textOf(row, 'email'),
    emailIdentity: textOf(row, 'email_identity'),
    ownerExists: numberOf(row, 'owner_exists') === 1,
  }
}

export function storedProject(row: Row): StoredProject {
  return {
    ...storedRecord(row),
    owner: textOf(row, 'owner'),
    client: textOf(row, 'client'),
    clientOwner: unlessNull(row, 'client_owner', textOf),
    hasLicense: numberOf(row, 'has_license') === 1,
  }
}

export function storedLicense(row: Row): StoredLicense {
  const projectOwner = unlessNull(row, 'project_owner', textOf)
  return {
    id: textOf(row, '_id'),
    keyDigest: bytesOf(row, 'key_digest'),
    keySeal: bytesOf(row, 'key_seal'),
    keyId: textOf(row, 'key_id'),
    owner: textOf(row, 'owner'),
    client: textOf(row, 'client'),
    project: textOf(row, 'project'),
    duration: numberOf(row, 'duration'),
    services: textsOf(row, 'services'),
    issuedAt: numberOf(row, 'issued_at'),
    expiresAt: numberOf(row, 'expires_at'),
    machine: unlessNull(row, 'machine', textOf),
    activatedAt: unlessNull(row, 'activated_at', numberOf),
    revokedAt: unlessNull(row, 'revoked_at', numberOf),
    revision: numberOf(row, 'revision'),
    updatedAt: numberOf(row, 'updated_at'),
    projectFacts:
      projectOwner === undefined ? undefined : { owner: projectOwner, client: textOf(row, 'project_client') },
  }
}

export function storedReply(row: Row): StoredReply {
  return {
    id: bytesOf(row, '_id'),
    status: numberOf(row, 'status'),
    bodySeal: bytesOf(row, 'body_seal'),
    keyId: textOf(row, 'key_id'),
    keptAt: numberOf(row, 'kept_at'),
  }
}

export function storedSession(row: Row): StoredSession {
  return {
    id: textOf(row, '_id'),
    owner: textOf(row, 'owner'),
    ownerExists: numberOf(row, 'owner_exists') === 1,
    family: textOf(row, 'family'),
    current: textOf(row, 'current'),
    createdAt: numberOf(row, 'created_at'),
    refreshedAt: numberOf(row, 'refreshed_at'),
    endsAt: numberOf(row, 'ends_at'),
    revision: numberOf(row, 'revision'),
  }
}

function storedRecord(row: Row): StoredRecord {
  return {
    id: textOf(row, '_id'),
    name: textOf(row, 'name'),
    createdAt: numberOf(row, 'created_at'),
    updatedAt: numberOf(row, 'updated_at'),
  }
}
