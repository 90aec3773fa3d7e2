import { err, ok, type ClientEmailTaken, type Result } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { aClient } from '../builders/a-client.ts'
import { anId, displayName, emailAddress } from '../builders/values.ts'
import { EXTREME_TIMES, TELLING_NAMES } from './extremes.ts'
import { STORAGE_TIMEOUT_MS, useStore, type OpenStore } from './open-store.ts'
import { commit, storeAccount, storeClient } from './seed.ts'

/** What every store's clients do. */
export function clientRepositoryContract(openStore: OpenStore): void {
  describe('contract: client-repository', { timeout: STORAGE_TIMEOUT_MS }, () => {
    const store = useStore(openStore)

    it('finds a client of its owner, every field as it was', async () => {
      const owner = await storeAccount(store())
      const client = await storeClient(store(), owner)
      const found = await store().clients.find(owner.id, client.id)
      expect({ ...found }).toStrictEqual(client)
    })

    it("answers another owner's client like one that does not exist", async () => {
      const owner = await storeAccount(store())
      const stranger = await storeAccount(store())
      const client = await storeClient(store(), owner)
      expect(await store().clients.find(stranger.id, client.id)).toBeUndefined()
      expect(await store().clients.find(owner.id, anId('Client'))).toBeUndefined()
    })

    it('gives a unit of work the same look-ups, its own writes included', async () => {
      const owner = await storeAccount(store())
      const stranger = await storeAccount(store())
      const own = aClient({ owner: owner.id })
      await commit(store(), async ({ clients }) => {
        const inserted = await clients.insert(own)
        expect({ ...(await clients.find(owner.id, own.id)) }).toStrictEqual(own)
        expect(await clients.find(stranger.id, own.id)).toBeUndefined()
        return inserted
      })
    })

    it.each([
      ['the same spelling', 'same@taken.example', 'same@taken.example'],
      ['another letter case', 'case@taken.example', 'CASE@Taken.Example'],
      ['another letter case beyond ASCII', 'jürgen@exämple.example', 'JÜRGEN@EXÄMPLE.EXAMPLE'],
    ])("refuses an email that another of the owner's clients has: %s", async (_, first, second) => {
      const owner = await storeAccount(store())
      const holder = await storeClient(store(), owner, { email: emailAddress(first) })
      const rival = aClient({ owner: owner.id, email: emailAddress(second) })
      const refused = await store().unitOfWork.run<Result<void, ClientEmailTaken>>(({ clients }) =>
        clients.insert(rival),
      )
      expect(refused).toStrictEqual(err({ type: 'ClientEmailTaken' }))
      expect(await store().clients.find(owner.id, rival.id)).toBeUndefined()
      expect((await store().clients.find(owner.id, holder.id))?.email).toBe(first)
    })

    it('lets two owners have a client with the same email', async () => {
      const owners = [await storeAccount(store()), await storeAccount(store())]
      const email = emailAddress('shared@customer.example')
      for (const owner of owners) {
        const client = await storeClient(store(), owner, { email })
        expect((await store().clients.find(owner.id, client.id))?.email).toBe(email)
      }
    })

    it.each([
      ['an accent', 'jose@differs.example', 'josé@differs.example'],
      ['a composed and a decomposed letter', 'zo\u00EB@differs.example', 'zoe\u0308@differs.example'],
      ['a wildcard of SQL', 'a_b@differs.example', 'axb@differs.example'],
    ])('tells emails apart by %s', async (_, first, second) => {
      const owner = await storeAccount(store())
      const one = await storeClient(store(), owner, { email: emailAddress(first) })
      const other = await storeClient(store(), owner, { email: emailAddress(second) })
      expect((await store().clients.find(owner.id, one.id))?.email).toBe(first)
      expect((await store().clients.find(owner.id, other.id))?.email).toBe(second)
    })

    it('throws for an id that is taken: that is no ClientEmailTaken', async () => {
      const owner = await storeAccount(store())
      const client = await storeClient(store(), owner)
      const sameId = aClient({ owner: owner.id, id: client.id })
      await expect(store().unitOfWork.run(({ clients }) => clients.insert(sameId))).rejects.toThrow(Error)
      expect({ ...(await store().clients.find(owner.id, client.id)) }).toStrictEqual(client)
    })

    it.each(TELLING_NAMES)('keeps a name as it is: %s', async (_, text) => {
      const owner = await storeAccount(store())
      const { id, name } = await storeClient(store(), owner, { name: displayName(text) })
      expect((await store().clients.find(owner.id, id))?.name).toBe(name)
    })

    it.each(EXTREME_TIMES)('keeps a time as it is: %s', async (_, time) => {
      const owner = await storeAccount(store())
      const { id } = await storeClient(store(), owner, { createdAt: time, updatedAt: time })
      expect(await store().clients.find(owner.id, id)).toMatchObject({ createdAt: time, updatedAt: time })
    })

    it('keeps what was inserted, whatever becomes of the objects handed in and out', async () => {
      const owner = await storeAccount(store())
      const client = aClient({ owner: owner.id })
      const expected = { ...client }
      await commit(store(), async ({ clients }) => {
        await clients.insert(client)
        Object.assign(client, { name: 'changed' })
        return ok()
      })
      const found = await store().clients.find(owner.id, client.id)
      if (found !== undefined) Reflect.set(found, 'name', 'changed')
      expect({ ...(await store().clients.find(owner.id, client.id)) }).toStrictEqual(expected)
    })
  })
}
