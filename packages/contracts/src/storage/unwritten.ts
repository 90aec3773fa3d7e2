import type { Repositories, Store } from '@keybox/domain'
import { expect } from 'vitest'
import { aClient } from '../builders/a-client.ts'
import { aProject } from '../builders/a-project.ts'
import { aLicenseFor, storeAccount } from './seed.ts'

/** Writes of a unit of work that are still to be made, and what tells whether they were. */
export interface Unwritten {
  readonly writeAll: (repositories: Repositories) => Promise<void>
  readonly expectNothing: () => Promise<void>
  readonly expectEverything: () => Promise<void>
}

/** A client, a project and a licence (its second state) of an owner who is stored already. */
export async function unwritten(store: Store): Promise<Unwritten> {
  const account = await storeAccount(store)
  const client = aClient({ owner: account.id })
  const project = aProject({ owner: account.id, client: client.id })
  const license = aLicenseFor(project)
  const look = async (): Promise<readonly unknown[]> => [
    (await store.clients.find(account.id, client.id))?.id,
    (await store.projects.find(account.id, project.id))?.id,
    (await store.licenses.findByKey(license.key))?.revision,
  ]
  return {
    writeAll: async ({ clients, projects, licenses }) => {
      await clients.insert(client)
      await projects.insert(project)
      await licenses.insert(license)
      await licenses.replace({ ...license, revision: 2 })
    },
    expectNothing: async () => expect(await look()).toStrictEqual([undefined, undefined, undefined]),
    expectEverything: async () => expect(await look()).toStrictEqual([client.id, project.id, 2]),
  }
}
