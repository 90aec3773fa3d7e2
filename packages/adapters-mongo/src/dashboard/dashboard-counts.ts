import type { DashboardPart } from '@keybox/domain'
import { toObjectId } from '../documents/object-id.ts'
import type { DashboardQuery } from './dashboard-query.ts'
import type { Snapshot } from './snapshot.ts'

export type DashboardCounts = DashboardPart & { readonly type: 'counts' }

/** How many clients and projects an owner has, or one client of theirs: zero of each where there is no such client. */
export async function countDashboard(
  { collections: { clients, projects }, options }: Snapshot,
  { owner, client }: DashboardQuery,
): Promise<DashboardCounts> {
  const ofOwner = { owner: toObjectId(owner) }
  if (client === undefined) {
    const counted = await clients.countDocuments(ofOwner, options)
    return { type: 'counts', clients: counted, projects: await projects.countDocuments(ofOwner, options) }
  }
  const found = await clients.countDocuments({ ...ofOwner, _id: toObjectId(client) }, options)
  if (found === 0) return { type: 'counts', clients: 0, projects: 0 }
  const ofClient = { ...ofOwner, client: toObjectId(client) }
  return { type: 'counts', clients: found, projects: await projects.countDocuments(ofClient, options) }
}
