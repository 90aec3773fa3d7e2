import { sharedCountsContract } from '@keybox/contracts'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import { inject } from 'vitest'
import { createMongoClient } from '../src/connection/mongo-client.ts'
import { createSharedCounts } from '../src/counts/mongo-shared-counts.ts'
import { openFreshStore } from './support/open-fresh-store.ts'

sharedCountsContract(async () => {
  const uri = freshDatabaseUri(inject('mongoUri'))
  const store = await openFreshStore(uri)
  const client = createMongoClient(uri)
  return {
    join: () => createSharedCounts(client.db()),
    async close() {
      await client.close()
      await store.close()
    },
  }
})
