import { aClient, aLicenseFor, aProject, anId, storeLicense, storeSeller } from '@keybox/contracts'
import { err, ok, type Repositories, type Result } from '@keybox/domain'
import { freshDatabaseUri, startOwnMongoDb, type TestMongoDb } from '@keybox/test-mongodb'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { openOnServer } from './support/server-state.ts'
import { openWatchedStore, type WatchedStore } from './support/watched-store.ts'

const ROUNDS = 200
const AT_ONCE = 40

type Outcome = Result<unknown, { readonly type: string }>

let server: TestMongoDb
let uri: string
let observer: MongoClient
let watched: WatchedStore

beforeAll(async () => {
  server = await startOwnMongoDb()
  uri = freshDatabaseUri(server.uri)
  observer = new MongoClient(uri)
  watched = await openWatchedStore(uri)
})

afterAll(async () => {
  await watched.store.close()
  await observer.close()
  await server.stop()
})

it('1,000 rejected and failed units leave no session, transaction, cursor or connection open', async () => {
  const failures = await failingUnits()
  const before = await countDocuments()
  watched.sent.length = 0

  const queue = Array.from({ length: ROUNDS }, () => failures).flat()
  expect(queue).toHaveLength(1000)
  const ends: string[] = []
  const worker = async (): Promise<void> => {
    for (let unit = queue.pop(); unit !== undefined; unit = queue.pop()) ends.push(await endOf(unit()))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))

  expect(Object.groupBy(ends, (end) => end)).toMatchObject({
    ClientNotFound: { length: ROUNDS },
    ClientEmailTaken: { length: ROUNDS },
    LicenseChanged: { length: ROUNDS },
    'a mistake': { length: ROUNDS },
    StoreFailure: { length: ROUNDS },
  })
  expect(await countDocuments()).toStrictEqual(before)
  expect(await openOnServer(observer)).toStrictEqual({ transactions: 0, cursors: 0, operations: 0 })
  expect(watched.connectionsInUse()).toBe(0)
  expect(sessionsUsed()).toBeLessThanOrEqual(2 * AT_ONCE)
})

/** The ways in which a unit fails, one each. */
async function failingUnits(): Promise<readonly (() => Promise<Outcome>)[]> {
  const { store } = watched
  const { account, client, project } = await storeSeller(store)
  const license = await storeLicense(store, project)
  const unit = (work: (repositories: Repositories) => Promise<Outcome>) => () => store.unitOfWork.run(work)
  return [
    unit(async ({ clients, projects }) => {
      await projects.insert(aProject({ owner: account.id, client: client.id }))
      const found = await clients.find(account.id, anId('Client'))
      return found === undefined ? err({ type: 'ClientNotFound' }) : ok()
    }),
    unit(async ({ clients, projects }) => {
      await projects.insert(aProject({ owner: account.id, client: client.id }))
      return clients.insert(aClient({ owner: account.id, email: client.email }))
    }),
    unit(async ({ licenses }) => {
      await licenses.insert(aLicenseFor(project))
      return licenses.replace({ ...license, revision: 7 })
    }),
    unit(async ({ projects }) => {
      await projects.insert(aProject({ owner: account.id, client: client.id }))
      throw new Error('a mistake')
    }),
    // What the validator refuses, which no entity can be.
    unit(({ licenses }) => licenses.insert(aLicenseFor(project, { revision: 0 }))),
  ]
}

async function endOf(unit: Promise<Outcome>): Promise<string> {
  try {
    const result = await unit
    return result.ok ? 'Ok' : result.error.type
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return error.name === 'Error' ? error.message : error.name
  }
}

async function countDocuments(): Promise<readonly number[]> {
  const names = ['accounts', 'clients', 'projects', 'licenses']
  return Promise.all(names.map((name) => observer.db().collection(name).countDocuments()))
}

/** A session that was ended is used again, so that there are no more of them than units at once. */
function sessionsUsed(): number {
  return new Set(watched.sent.map(({ command }) => command['lsid']?.id.toString('hex'))).size
}
