import { aClient } from '@keybox/contracts'
import { StoreFailure, type DashboardPart, type Store } from '@keybox/domain'
import { expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { members } from '../../support/decorated-store.ts'
import { startKeyBox } from '../../support/keybox.ts'
import { expectError } from '../../support/reply.ts'
import { aSeller } from '../../support/seller.ts'

/** A store that fails once it has given so many clients. */
function failingAfter(clients: number): (store: Store) => Store {
  async function* read(): AsyncGenerator<DashboardPart> {
    if (clients > 0) yield { type: 'counts', clients, projects: 0 }
    for (let count = 0; count < clients; count += 1) yield { type: 'client', client: aClient() }
    throw await Promise.resolve(new StoreFailure('STORE_UNAVAILABLE', 'the store went away half-way'))
  }
  return (store) => ({ ...members(store), dashboards: { read } })
}

test(row('DASH-500', 'a failure at once is a 500'), async () => {
  const keybox = await startKeyBox({ decorateStore: failingAfter(0), env: { NODE_ENV: 'production' } })
  try {
    const seller = await aSeller(keybox)
    expectError(await seller.call('GET', '/dashboard'), 500, 'Failed to fetch dashboard')
  } finally {
    await keybox.close()
  }
})

test(
  row('DASH-500', 'a failure after the first byte cuts the connection: nobody takes half a tree for the whole'),
  async () => {
    const keybox = await startKeyBox({ decorateStore: failingAfter(5000) })
    try {
      const seller = await aSeller(keybox)
      await expect(seller.call('GET', '/dashboard')).rejects.toThrow(/aborted|ECONNRESET|socket hang up/)
      expect((await keybox.call('GET', '/health')).status).toBe(200)
    } finally {
      await keybox.close()
    }
  },
)
