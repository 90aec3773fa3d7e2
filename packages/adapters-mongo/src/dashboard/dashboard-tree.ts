import type { AccountId, ClientPlace, DashboardPart, KeyRing } from '@keybox/domain'
import type { Filter, ObjectId } from 'mongodb'
import { toBsonDate } from '../documents/bson-date.ts'
import { rehydrateClient, type ClientDocument } from '../documents/client-document.ts'
import { rehydrateSealedLicense, type LicenseDocument } from '../documents/license-document.ts'
import { toObjectId } from '../documents/object-id.ts'
import { rehydrateProject, type ProjectDocument } from '../documents/project-document.ts'
import type { DashboardQuery } from './dashboard-query.ts'
import type { Snapshot } from './snapshot.ts'
import { withChildren, type Kinship } from './with-children.ts'

const CLIENTS_A_BATCH = 200

/** Each client followed by its projects, each project by its licences; every level in the order that an index has. */
export function readDashboardTree(
  snapshot: Snapshot,
  keys: KeyRing,
  query: DashboardQuery,
): AsyncGenerator<DashboardPart> {
  const projects = withChildren(readClients(snapshot, query), projectsOfClients(snapshot, query.owner))
  return withChildren(projects, licensesOfProjects(snapshot, keys))
}

async function* readClients(
  { collections, options }: Snapshot,
  { owner, client, page }: DashboardQuery,
): AsyncGenerator<DashboardPart> {
  const ofOwner = { owner: toObjectId(owner) }
  const find = (filter: Filter<ClientDocument>) => collections.clients.find(filter, options).batchSize(CLIENTS_A_BATCH)
  if (client !== undefined) {
    for await (const found of find({ ...ofOwner, _id: toObjectId(client) })) yield clientPart(found)
    return
  }
  const filter = page?.after === undefined ? ofOwner : { ...ofOwner, ...behind(page.after) }
  const inOrder = find(filter).sort({ createdAt: 1, _id: 1 })
  if (page === undefined) {
    for await (const found of inOrder) yield clientPart(found)
    return
  }
  // One more than the page holds tells whether there is another.
  const found = await inOrder
    .limit(page.size + 1)
    .batchSize(page.size + 2)
    .toArray()
  const parts = found.slice(0, page.size).map(clientPart)
  yield* parts
  const last = parts.at(-1)
  if (found.length > page.size && last !== undefined) {
    yield { type: 'more', after: { createdAt: last.client.createdAt, id: last.client.id } }
  }
}

function clientPart(document: ClientDocument): DashboardPart & { readonly type: 'client' } {
  return { type: 'client', client: rehydrateClient(document) }
}

/** The condition on `createdAt` alone is implied: it is what bounds the index scan where there are alternatives. */
function behind({ createdAt, id }: ClientPlace): Filter<ClientDocument> {
  const time = toBsonDate(createdAt)
  return {
    createdAt: { $gte: time },
    $or: [{ createdAt: { $gt: time } }, { createdAt: time, _id: { $gt: toObjectId(id) } }],
  }
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
  keys: KeyRing,
): Kinship<DashboardPart, LicenseDocument> {
  return {
    parentId: (part) => (part.type === 'project' ? toObjectId(part.project.id) : undefined),
    parentIdOf: (license) => license.project,
    find: (projects: readonly ObjectId[]) =>
      collections.licenses.find({ project: { $in: projects } }, options).sort({ project: 1, issuedAt: 1, _id: 1 }),
    toEntry: (license) => ({ type: 'license', license: rehydrateSealedLicense(license, keys) }),
  }
}
