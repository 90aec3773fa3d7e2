import type { DatabaseSync } from 'node:sqlite'
import {
  StoreFailure,
  type AccountId,
  type Client,
  type ClientId,
  type ClientPlace,
  type DashboardPage,
  type DashboardPart,
  type KeyRing,
  type License,
  type LicenseKey,
  type Project,
  type ProjectId,
} from '@keybox/domain'
import { FIND_CLIENT } from '../repositories/clients.ts'
import { CLIENT_COLUMNS, rehydrateClient } from '../rows/client-row.ts'
import { bytes, integer, text, type Row } from '../rows/column.ts'
import { LICENSE_COLUMNS, rehydrateLicense, rehydrateLicenseId } from '../rows/license-row.ts'
import { PROJECT_COLUMNS, rehydrateProject } from '../rows/project-row.ts'

/** Kept by triggers: one row, however much an owner has. */
export const FIND_TOTALS = 'SELECT clients, projects FROM dashboard_totals WHERE _id = ?'
/** Reads no more index entries than the rows that are then given. */
export const COUNT_PROJECTS_OF_CLIENT = 'SELECT count(*) AS n FROM projects WHERE owner = ? AND client = ?'
export const LIST_CLIENTS: string = `SELECT ${CLIENT_COLUMNS} FROM clients WHERE owner = ? ORDER BY created_at, _id`
export const LIST_FIRST_CLIENTS: string = `${LIST_CLIENTS} LIMIT ?`
export const LIST_NEXT_CLIENTS: string = `
  SELECT ${CLIENT_COLUMNS} FROM clients WHERE owner = ? AND (created_at, _id) > (?, ?) ORDER BY created_at, _id LIMIT ?`
export const LIST_PROJECTS: string = `
  SELECT ${PROJECT_COLUMNS} FROM projects WHERE owner = ? AND client = ? ORDER BY created_at, _id`
export const LIST_LICENSES: string = `
  SELECT ${LICENSE_COLUMNS}, key_seal, key_id FROM licenses WHERE project = ? ORDER BY issued_at, _id`

/** What to read: everything of an owner, one client, or a page of the clients. */
export interface DashboardQuery {
  readonly owner: AccountId
  readonly client: ClientId | undefined
  readonly page: DashboardPage | undefined
}

export type ReadDashboardRows = (query: DashboardQuery) => Generator<DashboardPart, void, undefined>

/**
 * The parts of one dashboard, a row at a time. They are one snapshot if the connection is within a transaction. One
 * reader at a time: the statements, and the place each has got to, are the connection's.
 */
export function prepareDashboardRows(connection: DatabaseSync, keys: KeyRing): ReadDashboardRows {
  const count = prepareCounts(connection)
  const clientsOf = prepareClients(connection)
  const listProjects = connection.prepare(LIST_PROJECTS)
  const licensesOf = prepareLicenses(connection, keys)

  function* projectsOf(owner: AccountId, client: ClientId): Generator<Project> {
    for (const row of listProjects.iterate(owner, client)) yield rehydrateProject(row)
  }

  return function* (query) {
    const { owner, client, page } = query
    yield count(owner, client)
    let shown = 0
    let last: Client | undefined
    for (const found of clientsOf(query)) {
      if (shown === page?.size && last !== undefined) {
        yield { type: 'more', after: placeOf(last) }
        return
      }
      shown += 1
      last = found
      yield { type: 'client', client: found }
      for (const project of projectsOf(owner, found.id)) {
        yield { type: 'project', project }
        for (const license of licensesOf(project.id)) yield { type: 'license', license }
      }
    }
  }
}

function prepareCounts(
  connection: DatabaseSync,
): (owner: AccountId, client: ClientId | undefined) => DashboardPart & { readonly type: 'counts' } {
  const totals = connection.prepare(FIND_TOTALS)
  const client = connection.prepare(FIND_CLIENT)
  const projectsOfClient = connection.prepare(COUNT_PROJECTS_OF_CLIENT)
  return (owner, only) => {
    if (only === undefined) {
      const row = totals.get(owner)
      // An owner who never had anything has no row.
      return row === undefined
        ? { type: 'counts', clients: 0, projects: 0 }
        : { type: 'counts', clients: integer(row, 'clients'), projects: integer(row, 'projects') }
    }
    return {
      type: 'counts',
      clients: client.get(only, owner) === undefined ? 0 : 1,
      projects: counted(projectsOfClient.get(owner, only)),
    }
  }
}

/** Of a page, one client more than it holds where there is one. */
function prepareClients(connection: DatabaseSync): (query: DashboardQuery) => Generator<Client> {
  const one = connection.prepare(FIND_CLIENT)
  const all = connection.prepare(LIST_CLIENTS)
  const first = connection.prepare(LIST_FIRST_CLIENTS)
  const next = connection.prepare(LIST_NEXT_CLIENTS)

  function rowsOf({ owner, client, page }: DashboardQuery): Iterable<Row> {
    if (client !== undefined) return one.iterate(client, owner)
    if (page === undefined) return all.iterate(owner)
    const { size, after } = page
    return after === undefined
      ? first.iterate(owner, size + 1)
      : next.iterate(owner, after.createdAt, after.id, size + 1)
  }

  return function* (query) {
    for (const row of rowsOf(query)) yield rehydrateClient(row)
  }
}

function prepareLicenses(connection: DatabaseSync, keys: KeyRing): (project: ProjectId) => Generator<License> {
  const list = connection.prepare(LIST_LICENSES)
  return function* (project) {
    for (const row of list.iterate(project)) yield rehydrateLicense(row, unsealed(row, keys))
  }
}

function placeOf({ createdAt, id }: Client): ClientPlace {
  return { createdAt, id }
}

function unsealed(row: Row, keys: KeyRing): LicenseKey {
  const license = rehydrateLicenseId(row)
  try {
    return keys.of(text(row, 'key_id')).open(bytes(row, 'key_seal'), license)
  } catch (cause) {
    throw new StoreFailure('STORE_UNAVAILABLE', `The sealed key of license ${license} does not open`, { cause })
  }
}

function counted(row: Row | undefined): number {
  return integer(row ?? {}, 'n')
}
