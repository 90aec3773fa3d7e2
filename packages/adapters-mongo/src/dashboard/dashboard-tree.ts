import type { AccountId, ClientId, DashboardPart, KeyVault } from '@keybox/domain'
import type { ObjectId } from 'mongodb'
import { rehydrateClient } from '../documents/client-document.ts'
import { rehydrateSealedLicense, type LicenseDocument } from '../documents/license-document.ts'
import { toObjectId } from '../documents/object-id.ts'
import { rehydrateProject, type ProjectDocument } from '../documents/project-document.ts'
import type { Snapshot } from './snapshot.ts'
import { withChildren, type Kinship } from './with-children.ts'

const CLIENTS_A_BATCH = 200

/** Each client followed by its projects, each project by its licences; every level in the order that an index has. */
export function readDashboardTree(
  snapshot: Snapshot,
  keyVault: KeyVault,
  owner: AccountId,
  client: ClientId | undefined,
): AsyncGenerator<DashboardPart> {
  const clients = readClients(snapshot, owner, client)
  const projects = withChildren(clients, projectsOfClients(snapshot, owner))
  return withChildren(projects, licensesOfProjects(snapshot, keyVault))
}

async function* readClients(
  { collections, options }: Snapshot,
  owner: AccountId,
  client: ClientId | undefined,
): AsyncGenerator<DashboardPart> {
  const ofOwner = { owner: toObjectId(owner) }
  const filter = client === undefined ? ofOwner : { ...ofOwner, _id: toObjectId(client) }
  const found = collections.clients.find(filter, options).batchSize(CLIENTS_A_BATCH)
  const inOrder = client === undefined ? found.sort({ createdAt: 1, _id: 1 }) : found
  for await (const document of inOrder) yield { type: 'client', client: rehydrateClient(document) }
}

function projectsOfClients(
  { collections, options }: Snapshot,
  owner: AccountId,
): Kinship<DashboardPart, ProjectDocument> {
  return {
    parentId: (part) => (part.type === 'client' ? toObjectId(part.client.id) : undefined),
    parentIdOf: (project) => project.client,
    find: (clients: readonly ObjectId[]) =>
      collections.projects
        .find({ owner: toObjectId(owner), client: { $in: clients } }, options)
        .sort({ client: 1, createdAt: 1, _id: 1 }),
    toEntry: (project) => ({ type: 'project', project: rehydrateProject(project) }),
  }
}

function licensesOfProjects(
  { collections, options }: Snapshot,
  keyVault: KeyVault,
): Kinship<DashboardPart, LicenseDocument> {
  return {
    parentId: (part) => (part.type === 'project' ? toObjectId(part.project.id) : undefined),
    parentIdOf: (license) => license.project,
    find: (projects: readonly ObjectId[]) =>
      collections.licenses.find({ project: { $in: projects } }, options).sort({ project: 1, issuedAt: 1, _id: 1 }),
    toEntry: (license) => ({ type: 'license', license: rehydrateSealedLicense(license, keyVault) }),
  }
}
