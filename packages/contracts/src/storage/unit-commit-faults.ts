import { StoreFailure } from '@keybox/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aClient } from '../builders/a-client.ts'
import { STORAGE_TIMEOUT_MS, type StorageHooks, type StoreWithCommitFaults } from './open-store.ts'
import { readTree } from './dashboard.ts'
import { storeAccount } from './seed.ts'

/** What a unit of work does when its commit fails on the way, for stores that can be made to. */
export function describeCommitFaults(open: NonNullable<StorageHooks['openStoreWithCommitFaults']>): void {
  describe('when a commit fails on its way', () => {
    let opened: StoreWithCommitFaults | undefined
    beforeAll(async () => {
      opened = await open()
    }, STORAGE_TIMEOUT_MS)
    afterAll(() => opened?.store.close(), STORAGE_TIMEOUT_MS)

    it('tries again or throws a StoreFailure; all is there or nothing, and the next unit is served', async () => {
      if (opened === undefined) throw new Error('The store is not open yet')
      const { store, failNextCommit } = opened
      const account = await storeAccount(store)
      const pair = [aClient({ owner: account.id }), aClient({ owner: account.id })]
      await failNextCommit()
      const run = store.unitOfWork.run(async ({ clients }) => {
        let last = await clients.insert(aClient({ owner: account.id }))
        for (const client of pair) if (last.ok) last = await clients.insert(client)
        return last
      })
      const failure: unknown = await run.then(
        () => undefined,
        (error: unknown) => error,
      )
      const { clients } = await readTree(store, account.id)
      if (failure === undefined) expect(clients).toBe(3)
      else {
        expect(failure).toBeInstanceOf(StoreFailure)
        if (failure instanceof StoreFailure && failure.code === 'STORE_UNAVAILABLE') expect(clients).toBe(0)
        expect([0, 3]).toContain(clients)
      }
      await store.unitOfWork.run((repositories) => repositories.clients.insert(aClient({ owner: account.id })))
      expect((await readTree(store, account.id)).clients).toBe(clients + 1)
    })
  })
}
