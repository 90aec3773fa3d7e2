import type {
  StoredAccount,
  StoredClient,
  StoredLicense,
  StoredProject,
  StoredRecord,
  StoredReply,
  StoredSession,
} from '@keybox/domain'
import type { Document } from 'mongodb'
import { bytesOf, firstOf, idOf, ifThere, numberOf, textOf, textsOf, timeOf } from './stored-values.ts'

/** The named fields of what another collection has under an id: an array of one or none. */
function lookUp(from: string, localField: string, fields: readonly string[], foreignField = '_id'): Document {
  const shown = { _id: 1, ...Object.fromEntries(fields.map((field) => [field, 1])) }
  const pipeline: Document[] = [{ $limit: 1 }, { $project: shown }]
  return { $lookup: { from, localField, foreignField, as: `of_${from}`, pipeline } }
}

export const INSPECT_CLIENTS: Document[] = [lookUp('accounts', 'owner', [])]
export const INSPECT_SESSIONS: Document[] = [lookUp('accounts', 'owner', [])]
export const INSPECT_PROJECTS: Document[] = [
  lookUp('clients', 'client', ['owner']),
  lookUp('licenses', '_id', [], 'project'),
]
export const INSPECT_LICENSES: Document[] = [lookUp('projects', 'project', ['owner', 'client'])]

export function storedAccount(document: Document): StoredAccount {
  return {
    ...storedRecord(document),
    email: textOf(document, 'email'),
    emailIdentity: textOf(document, 'emailIdentity'),
    passwordHash: textOf(document, 'passwordHash'),
    role: textOf(document, 'role'),
  }
}

export function storedClient(document: Document): StoredClient {
  return {
    ...storedRecord(document),
    owner: idOf(document, 'owner'),
    email: textOf(document, 'email'),
    emailIdentity: textOf(document, 'emailIdentity'),
    ownerExists: firstOf(document, 'of_accounts') !== undefined,
  }
}

export function storedProject(document: Document): StoredProject {
  const client = firstOf(document, 'of_clients')
  return {
    ...storedRecord(document),
    owner: idOf(document, 'owner'),
    client: idOf(document, 'client'),
    clientOwner: client && idOf(client, 'owner'),
    hasLicense: firstOf(document, 'of_licenses') !== undefined,
  }
}

export function storedLicense(document: Document): StoredLicense {
  const project = firstOf(document, 'of_projects')
  const activation = ifThere(document, 'activation', objectOf)
  return {
    id: idOf(document, '_id'),
    keyDigest: bytesOf(document, 'keyDigest'),
    keySeal: bytesOf(document, 'keySeal'),
    keyId: textOf(document, 'keyId'),
    owner: idOf(document, 'owner'),
    client: idOf(document, 'client'),
    project: idOf(document, 'project'),
    duration: numberOf(document, 'duration'),
    services: textsOf(document, 'services'),
    issuedAt: timeOf(document, 'issuedAt'),
    expiresAt: timeOf(document, 'expiresAt'),
    machine: activation && ifThere(activation, 'machine', textOf),
    activatedAt: activation && ifThere(activation, 'at', timeOf),
    revokedAt: ifThere(document, 'revokedAt', timeOf),
    revision: numberOf(document, 'revision'),
    updatedAt: timeOf(document, 'updatedAt'),
    projectFacts: project && { owner: idOf(project, 'owner'), client: idOf(project, 'client') },
  }
}

export function storedSession(document: Document): StoredSession {
  return {
    id: idOf(document, '_id'),
    owner: idOf(document, 'owner'),
    ownerExists: firstOf(document, 'of_accounts') !== undefined,
    family: textOf(document, 'family'),
    current: textOf(document, 'current'),
    createdAt: timeOf(document, 'createdAt'),
    refreshedAt: timeOf(document, 'refreshedAt'),
    endsAt: timeOf(document, 'endsAt'),
    revision: numberOf(document, 'revision'),
  }
}

export function storedReply(document: Document): StoredReply {
  return {
    id: bytesOf(document, '_id'),
    status: numberOf(document, 'status'),
    bodySeal: bytesOf(document, 'bodySeal'),
    keyId: textOf(document, 'keyId'),
    keptAt: timeOf(document, 'keptAt'),
  }
}

function storedRecord(document: Document): StoredRecord {
  return {
    id: idOf(document, '_id'),
    name: textOf(document, 'name'),
    createdAt: timeOf(document, 'createdAt'),
    updatedAt: timeOf(document, 'updatedAt'),
  }
}

function objectOf(document: Document, field: string): Document {
  const value: unknown = document[field]
  return typeof value === 'object' && value !== null ? value : {}
}
