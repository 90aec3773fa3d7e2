import type { DatabaseSync } from 'node:sqlite'
import {
  StoreFailure,
  type AccountId,
  type Client,
  type ClientId,
  type DashboardPart,
  type KeyVault,
  type License,
  type LicenseKey,
  type Project,
  type ProjectId,
} from '@keybox/domain'
import { FIND_CLIENT } from '../repositories/clients.ts'
import { CLIENT_COLUMNS, rehydrateClient } from '../rows/client-row.ts'
import { bytes, integer, type Row } from '../rows/column.ts'
import { LICENSE_COLUMNS, rehydrateLicense, rehydrateLicenseId } from '../rows/license-row.ts'
import { PROJECT_COLUMNS, rehydrateProject } from '../rows/project-row.ts'

export const COUNT_CLIENTS = 'SELECT count(*) AS n FROM clients WHERE owner = ?'
export const COUNT_PROJECTS = 'SELECT count(*) AS n FROM projects WHERE owner = ?'
export const COUNT_PROJECTS_OF_CLIENT = 'SELECT count(*) AS n FROM projects WHERE owner = ? AND client = ?'
export const LIST_CLIENTS: string = `SELECT ${CLIENT_COLUMNS} FROM clients WHERE owner = ? ORDER BY created_at, _id`
export const LIST_PROJECTS: string = `
  SELECT ${PROJECT_COLUMNS} FROM projects WHERE owner = ? AND client = ? ORDER BY created_at, _id`
export const LIST_LICENSES: string = `
  SELECT ${LICENSE_COLUMNS}, key_seal FROM licenses WHERE project = ? ORDER BY issued_at, _id`

export type ReadDashboardRows = (
  owner: AccountId,
  client: ClientId | undefined,
) => Generator<DashboardPart, void, undefined>

/**
 * The parts of one dashboard, a row at a time. They are one snapshot if the connection is within a transaction. One
 * reader at a time: the statements, and the place each has got to, are the connection's.
 */
export function prepareDashboardRows(connection: DatabaseSync, keyVault: KeyVault): ReadDashboardRows {
  const count = prepareCounts(connection)
  const clientsOf = prepareClients(connection)
  const listProjects = connection.prepare(LIST_PROJECTS)
  const licensesOf = prepareLicenses(connection, keyVault)

  function* projectsOf(owner: AccountId, client: ClientId): Generator<Project> {
    for (const row of listProjects.iterate(owner, client)) yield rehydrateProject(row)
  }

  return function* (owner, client) {
    yield count(owner, client)
    for (const found of clientsOf(owner, client)) {
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
  const clients = connection.prepare(COUNT_CLIENTS)
  const client = connection.prepare(FIND_CLIENT)
  const projects = connection.prepare(COUNT_PROJECTS)
  const projectsOfClient = connection.prepare(COUNT_PROJECTS_OF_CLIENT)
  return (owner, only) =>
    only === undefined
      ? { type: 'counts', clients: counted(clients.get(owner)), projects: counted(projects.get(owner)) }
      : {
          type: 'counts',
          clients: client.get(only, owner) === undefined ? 0 : 1,
          projects: counted(projectsOfClient.get(owner, only)),
        }
}

function prepareClients(
  connection: DatabaseSync,
): (owner: AccountId, client: ClientId | undefined) => Generator<Client> {
  const one = connection.prepare(FIND_CLIENT)
  const all = connection.prepare(LIST_CLIENTS)
  return function* (owner, only) {
    const rows = only === undefined ? all.iterate(owner) : one.iterate(only, owner)
    for (const row of rows) yield rehydrateClient(row)
  }
}

function prepareLicenses(connection: DatabaseSync, keyVault: KeyVault): (project: ProjectId) => Generator<License> {
  const list = connection.prepare(LIST_LICENSES)
  return function* (project) {
    for (const row of list.iterate(project)) yield rehydrateLicense(row, unsealed(row, keyVault))
  }
}

function unsealed(row: Row, keyVault: KeyVault): LicenseKey {
  const license = rehydrateLicenseId(row)
  try {
    return keyVault.open(bytes(row, 'key_seal'), license)
  } catch (cause) {
    throw new StoreFailure('STORE_UNAVAILABLE', `The sealed key of license ${license} does not open`, { cause })
  }
}

function counted(row: Row | undefined): number {
  return integer(row ?? {}, 'n')
}
