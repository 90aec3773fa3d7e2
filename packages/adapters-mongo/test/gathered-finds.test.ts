import {
  aClient,
  aLicenseFor,
  aProject,
  anId,
  commit,
  plainLicense,
  storeAccount,
  storeLicense,
  storeSeller,
} from '@keybox/contracts'
import { ok, StoreFailure } from '@keybox/domain'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openWatchedStore, type WatchedStore } from './support/watched-store.ts'

describe('what is looked for in one turn of the event loop', () => {
  let watched: WatchedStore

  beforeAll(async () => {
    watched = await openWatchedStore(freshDatabaseUri(inject('mongoUri')))
  })

  afterAll(() => watched.store.close())

  /** The finds that `work` sends. */
  async function findsOf(work: () => Promise<unknown>): Promise<readonly Document[]> {
    const before = watched.sent.length
    await work()
    return watched.sent.slice(before).flatMap(({ name, command }) => (name === 'find' ? [command] : []))
  }

  it('is found by one command: licences', async () => {
    const { store } = watched
    const { project } = await storeSeller(store)
    const licenses = [await storeLicense(store, project), await storeLicense(store, project)]
    const missing = aLicenseFor(project).key
    const finds = await findsOf(async () => {
      const keys = [...licenses.map(({ key }) => key), missing]
      const found = await Promise.all([...keys, ...keys].map((key) => store.licenses.findByKey(key)))
      const expected = [...licenses, undefined]
      expect(found.map(plainLicense)).toStrictEqual([...expected, ...expected].map(plainLicense))
    })
    expect(finds).toHaveLength(1)
    expect(finds[0]?.['filter'].keyDigest.$in).toHaveLength(3)
    expect(finds[0]?.['readConcern']).toMatchObject({ level: 'majority' })
  })

  it('is found by one command: accounts', async () => {
    const { store } = watched
    const accounts = [await storeAccount(store), await storeAccount(store)]
    const finds = await findsOf(async () => {
      const ids = [...accounts.map(({ id }) => id), anId('Account')]
      const found = await Promise.all(ids.map((id) => store.accounts.findById(id)))
      expect(found.map((account) => account?.id)).toStrictEqual([...accounts.map(({ id }) => id), undefined])
    })
    expect(finds).toHaveLength(1)
  })

  it('is found by one command, and by its owner only: clients and projects', async () => {
    const { store } = watched
    const [one, other] = [await storeSeller(store), await storeSeller(store)]
    const finds = await findsOf(async () => {
      const found = await Promise.all([
        store.clients.find(one.account.id, one.client.id),
        store.clients.find(other.account.id, other.client.id),
        store.clients.find(one.account.id, other.client.id),
        store.clients.find(other.account.id, one.client.id),
        store.projects.find(one.account.id, one.project.id),
        store.projects.find(one.account.id, other.project.id),
      ])
      expect(found).toStrictEqual([one.client, other.client, undefined, undefined, one.project, undefined])
    })
    const asked = finds.map(({ find, filter }) => `${find}: ${idsIn(filter)} ids of ${filter.owner.$in.length} owners`)
    expect(asked.toSorted()).toStrictEqual(['clients: 4 ids of 2 owners', 'projects: 2 ids of 1 owners'])
  })

  it('is looked for again in the next turn: nothing is remembered', async () => {
    const { store } = watched
    const { project } = await storeSeller(store)
    const license = await storeLicense(store, project)
    await store.licenses.findByKey(license.key)
    await commit(store, ({ licenses }) => licenses.replace({ ...license, revision: 2 }))
    expect((await store.licenses.findByKey(license.key))?.revision).toBe(2)
  })

  it('takes as many commands as it has hundreds', async () => {
    const { store } = watched
    const { account } = await storeSeller(store)
    const finds = await findsOf(async () => {
      const ids = [...Array.from({ length: 249 }, () => anId('Account')), account.id]
      const found = await Promise.all(ids.map((id) => store.accounts.findById(id)))
      expect(found.map((each) => each?.id)).toStrictEqual([...ids.slice(0, -1).map(() => undefined), account.id])
    })
    expect(finds.map(({ filter }) => idsIn(filter))).toStrictEqual([100, 100, 50])
  })

  it('fails for all who look when the command fails', async () => {
    const closed = await openWatchedStore(freshDatabaseUri(inject('mongoUri')))
    const { account } = await storeSeller(closed.store)
    await closed.store.close()
    const looks = [account.id, anId('Account')].map((id) => closed.store.accounts.findById(id))
    for (const outcome of await Promise.allSettled(looks)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(StoreFailure) })
    }
  })

  describe('by a unit of work', () => {
    it('before it writes is found outside of its transaction, which begins with the first write', async () => {
      const { store } = watched
      const { account, client } = await storeSeller(store)
      const from = watched.sent.length
      await commit(store, async ({ clients, projects }) => {
        expect(await clients.find(account.id, client.id)).toStrictEqual(client)
        await projects.insert(aProject({ owner: account.id, client: client.id }))
        return ok()
      })
      const commands = watched.sent.slice(from)
      expect(commands.map(({ name }) => name)).toStrictEqual(['find', 'insert', 'commitTransaction'])
      expect(commands[0]?.command).not.toHaveProperty('autocommit')
      expect(commands[1]?.command).toMatchObject({ startTransaction: true, autocommit: false })
    })

    it('after it has written is found within', async () => {
      const { store } = watched
      const { account } = await storeSeller(store)
      const client = aClient({ owner: account.id })
      const project = aProject({ owner: account.id, client: client.id })
      const finds = await findsOf(() =>
        commit(store, async ({ clients, projects }) => {
          await clients.insert(client)
          expect(await clients.find(account.id, client.id)).toStrictEqual(client)
          await projects.insert(project)
          expect(await projects.find(account.id, project.id)).toStrictEqual(project)
          return ok()
        }),
      )
      expect(finds).toHaveLength(2)
      for (const find of finds) expect(find).toMatchObject({ autocommit: false })
    })
  })
})

function idsIn({ _id: id }: Document): number {
  return id.$in.length
}
