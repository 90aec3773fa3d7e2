import type { AccountId, Client, ClientId, DashboardPart, DashboardReader } from '@keybox/domain'
import { childrenOf } from './creation.ts'
import type { State, StateSource } from './state.ts'

/** Walks the state that was committed when the first part was asked for: later ones are other values. */
export function dashboardReader(source: StateSource): DashboardReader {
  return {
    read: async function* (owner, client) {
      for (const part of partsOf(source(), owner, client)) {
        // Each part is asked for anew: a store that was closed meanwhile gives no more.
        source()
        yield part
      }
    },
  }
}

function* partsOf(state: State, owner: AccountId, only: ClientId | undefined): Generator<DashboardPart> {
  yield countsOf(state, owner, only)
  for (const client of clientsOf(state, owner, only)) {
    yield { type: 'client', client }
    for (const project of childrenOf(state.projectsByCreation, client.id)) {
      yield { type: 'project', project }
      for (const license of childrenOf(state.licensesByCreation, project.id)) yield { type: 'license', license }
    }
  }
}

function countsOf(state: State, owner: AccountId, only: ClientId | undefined): DashboardPart {
  let clients = 0
  let projects = 0
  for (const client of clientsOf(state, owner, only)) {
    clients += 1
    for (const _ of childrenOf(state.projectsByCreation, client.id)) projects += 1
  }
  return { type: 'counts', clients, projects }
}

function clientsOf(state: State, owner: AccountId, only: ClientId | undefined): Iterable<Client> {
  if (only === undefined) return childrenOf(state.clientsByCreation, owner)
  const client = state.clients.get(only)
  return client?.owner === owner ? [client] : []
}
