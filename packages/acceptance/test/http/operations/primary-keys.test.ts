import { trustedEntityId } from '@keybox/domain'
import { expect, inject, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { useKeyBox } from '../../support/keybox.ts'
import { aSeller } from '../../support/seller.ts'
import { storedIds } from '../../support/stored-ids.ts'

const keybox = useKeyBox()

test(row('OPS-KEYS', 'an entity is found in the store by the _id that the API gave'), async () => {
  const seller = await aSeller(keybox)
  const { clientId, projectId, license } = await seller.sell()
  // The memory store is nobody else's to read; through its port it gives what the others do.
  if (inject('store') === 'memory') {
    expect(await keybox.store.accounts.findById(trustedEntityId('Account', seller.userId))).toBeDefined()
    return
  }
  expect(await storedIds(keybox.databaseUrl)).toEqual({
    accounts: [seller.userId],
    clients: [clientId],
    projects: [projectId],
    licenses: [license['_id']],
  })
})
