import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exhaustive } from '@keybox/domain'
import { freshDatabaseUri } from '@keybox/test-mongodb'
import { MongoClient } from 'mongodb'
import { inject } from 'vitest'
import type { StoreName } from './provided-context.ts'

/** An empty database that nobody else has, until it is dropped. */
export interface FreshDatabase {
  /** For `KEYBOX_DATABASE_URL`. */
  readonly url: string
  drop(): Promise<void>
}

export function freshDatabase(store: StoreName): Promise<FreshDatabase> {
  switch (store) {
    case 'memory':
      return Promise.resolve({ url: 'memory:', drop: () => Promise.resolve() })
    case 'sqlite':
      return freshSqliteDatabase()
    case 'mongo':
      return Promise.resolve(freshMongoDatabase(inject('mongoUri')))
    default:
      return exhaustive(store)
  }
}

async function freshSqliteDatabase(): Promise<FreshDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'keybox-acceptance-'))
  return {
    url: `sqlite:${join(folder, 'keybox.db')}`,
    drop: () => rm(folder, { recursive: true, force: true }),
  }
}

function freshMongoDatabase(serverUri: string): FreshDatabase {
  const url = freshDatabaseUri(serverUri)
  return {
    url,
    drop: async () => {
      const client = await MongoClient.connect(url)
      await client.db().dropDatabase()
      await client.close()
    },
  }
}
