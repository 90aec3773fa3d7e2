import type { AccountId, Client, ClientId, DashboardPage, DashboardPart, DashboardReader } from '@keybox/domain'
import { childrenOf } from './creation.ts'
import { totalsOf, type State, type StateSource } from './state.ts'

/** Walks the state that was committed when the first part was asked for: later ones are other values. */
export function dashboardReader(source: StateSource): DashboardReader {
  return {
    read: async function* (owner, client, page) {
      for (const part of partsOf(source(), owner, client, page)) {
        // Each part is asked for anew: a store that was closed meanwhile gives no more.
        source()
        yield part
      }
    },
  }
}

function* partsOf(
  state: State,
  owner: AccountId,
  only: ClientId | undefined,
  page: DashboardPage | undefined,
): Generator<DashboardPart> {
  yield countsOf(state, owner, only)
  let last: Client | undefined
  let shown = 0
  for (const client of clientsOf(state, owner, only, page)) {
    if (shown === page?.size && last !== undefined) {
      yield { type: 'more', after: { createdAt: last.createdAt, id: last.id } }
      return
    }
    yield { type: 'client', client }
    for (const project of childrenOf(state.projectsByCreation, client.id)) {
      yield { type: 'project', project }
      for (const license of childrenOf(state.licensesByCreation, project.id)) yield { type: 'license', license }
    }
    shown += 1
    last = client
  }
}

function countsOf(state: State, owner: AccountId, only: ClientId | undefined): DashboardPart {
  if (only === undefined) return { type: 'counts', ...totalsOf(state, owner) }
  const client = state.clients.get(only)
  if (client?.owner !== owner) return { type: 'counts', clients: 0, projects: 0 }
  let projects = 0
  for (const _ of childrenOf(state.projectsByCreation, client.id)) projects += 1
  return { type: 'counts', clients: 1, projects }
}

function clientsOf(state: State, owner: AccountId, only: ClientId | undefined, page?: DashboardPage): Iterable<Client> {
  if (only === undefined) {
    const after = page?.after && { at: page.after.createdAt, id: page.after.id }
    return childrenOf(state.clientsByCreation, owner, after)
  }
  const client = state.clients.get(only)
  return client?.owner === owner ? [client] : []
}
