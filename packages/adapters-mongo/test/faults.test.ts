import { aLicenseFor, aProject, commit, readTree, startReading, storeProject } from '@keybox/contracts'
import { ok, StoreFailure, type Client, type Project } from '@keybox/domain'
import { freshDatabaseUri, type TestMongoDb } from '@keybox/test-mongodb'
import { MongoClient, type Document } from 'mongodb'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { failCommand } from './support/fail-command.ts'
import { startOwnMongoDb } from './support/own-mongodb.ts'
import { killSessionsOf, openOnServer } from './support/server-state.ts'
import { openWatchedStore, type WatchedStore } from './support/watched-store.ts'
import { countPairs, failureCode, storeOwner, writePair, type PairOutcome } from './support/write-pair.ts'

const APP = 'faults'
/** Long enough for what is to succeed after a retry; what is never to succeed waits for it to pass. */
const UNIT_TIMEOUT_MS = 2000
const CLOSE_CONNECTION = { closeConnection: true }
const TRANSIENT = ['TransientTransactionError']

let server: TestMongoDb
let observer: MongoClient
let uri: string
let watched: WatchedStore
let owner: Client

beforeAll(async () => {
  server = await startOwnMongoDb()
  observer = new MongoClient(server.uri)
  uri = freshDatabaseUri(server.uri)
  watched = await openWatchedStore(uri, { uriOptions: `appName=${APP}`, unitTimeoutMs: UNIT_TIMEOUT_MS })
})

afterAll(async () => {
  await watched.store.close()
  await observer.close()
  await server.stop()
})

async function fail(commands: string[], mode: Document | 'alwaysOn', data: Document): Promise<void> {
  await failCommand(uri, mode, { appName: APP, failCommands: commands, ...data })
}

async function storeLicenses(project: Project, count: number): Promise<void> {
  await commit(watched.store, async ({ licenses }) => {
    for (let issued = 0; issued < count; issued += 1) await licenses.insert(aLicenseFor(project))
    return ok()
  })
}

/** Runs a unit under a fault that is gone afterwards. */
async function pairUnder(commands: string[], mode: Document | 'alwaysOn', data: Document): Promise<PairOutcome> {
  owner = await storeOwner(watched.store)
  watched.sent.length = 0
  await fail(commands, mode, data)
  const outcome = await writePair(watched.store, owner)
  await failCommand(uri, 'off', {})
  return outcome
}

afterEach(async () => {
  await failCommand(uri, 'off', {})
  // A commit that never reached the server leaves its transaction to the server's own time-out of a minute.
  await killSessionsOf(
    observer,
    watched.sent.map(({ command }) => command),
  )
  await expect.poll(() => openOnServer(observer)).toStrictEqual({ transactions: 0, cursors: 0, operations: 0 })
  await expect.poll(() => watched.connectionsInUse()).toBe(0)
  const next = await storeOwner(watched.store)
  expect(await writePair(watched.store, next)).toStrictEqual({ runs: 1, failure: undefined })
})

describe('a commit', () => {
  it('whose connection breaks is asked about again: both are there', async () => {
    expect(await pairUnder(['commitTransaction'], { times: 1 }, CLOSE_CONNECTION)).toStrictEqual({
      runs: 1,
      failure: undefined,
    })
    expect(await countPairs(watched.store, owner.owner)).toBe(1)
  })

  it('whose connection breaks four times in a row as well', async () => {
    expect(await pairUnder(['commitTransaction'], { times: 4 }, CLOSE_CONNECTION)).toStrictEqual({
      runs: 1,
      failure: undefined,
    })
    expect(await countPairs(watched.store, owner.owner)).toBe(1)
  })

  it('whose connection breaks for as long as a unit may take is OUTCOME_UNKNOWN: both are there or neither', async () => {
    const { runs, failure } = await pairUnder(['commitTransaction'], 'alwaysOn', CLOSE_CONNECTION)
    expect({ runs, code: failureCode(failure) }).toStrictEqual({ runs: 1, code: 'OUTCOME_UNKNOWN' })
    expect([0, 1]).toContain(await countPairs(watched.store, owner.owner))
  })

  it('that a majority does not acknowledge is OUTCOME_UNKNOWN: both are there', async () => {
    const writeConcernError = { code: 64, codeName: 'WriteConcernTimeout', errmsg: 'waiting for replication timed out' }
    const { runs, failure } = await pairUnder(['commitTransaction'], 'alwaysOn', { writeConcernError })
    expect({ runs, code: failureCode(failure) }).toStrictEqual({ runs: 1, code: 'OUTCOME_UNKNOWN' })
    expect(await countPairs(watched.store, owner.owner)).toBe(1)
  })

  it('that runs out of its own time is OUTCOME_UNKNOWN', async () => {
    const { failure } = await pairUnder(['commitTransaction'], 'alwaysOn', { errorCode: 50 })
    expect(failureCode(failure)).toBe('OUTCOME_UNKNOWN')
    expect(await countPairs(watched.store, owner.owner)).toBe(0)
  })

  it('that is refused for good is OUTCOME_UNKNOWN: who knows what a server means by that', async () => {
    const { failure } = await pairUnder(['commitTransaction'], 'alwaysOn', { errorCode: 13 })
    expect(failureCode(failure)).toBe('OUTCOME_UNKNOWN')
    expect(await countPairs(watched.store, owner.owner)).toBe(0)
  })

  it('that the server has thrown away runs the unit again: one pair is there', async () => {
    const noSuchTransaction = { errorCode: 251, errorLabels: TRANSIENT }
    expect(await pairUnder(['commitTransaction'], { times: 1 }, noSuchTransaction)).toStrictEqual({
      runs: 2,
      failure: undefined,
    })
    expect(await countPairs(watched.store, owner.owner)).toBe(1)
  })

  it('that takes longer than a unit may is OUTCOME_UNKNOWN, and ends behind it', async () => {
    const slow = { blockConnection: true, blockTimeMS: 1.5 * UNIT_TIMEOUT_MS }
    const { failure } = await pairUnder(['commitTransaction'], { times: 1 }, slow)
    expect(failureCode(failure)).toBe('OUTCOME_UNKNOWN')
    await expect.poll(() => countPairs(watched.store, owner.owner), { timeout: 10_000 }).toBe(1)
  })
})

describe('a write', () => {
  it('that fails half-way leaves nothing', async () => {
    const namespace = `${new URL(uri).pathname.slice(1)}.licenses`
    const { runs, failure } = await pairUnder(['insert'], 'alwaysOn', { errorCode: 8, namespace })
    expect({ runs, code: failureCode(failure) }).toStrictEqual({ runs: 1, code: 'STORE_UNAVAILABLE' })
    expect(watched.sent.map(({ name }) => name)).toStrictEqual(['insert', 'insert', 'abortTransaction'])
    expect(await countPairs(watched.store, owner.owner)).toBe(0)
  })

  it('whose connection breaks runs the unit again: one pair is there', async () => {
    expect(await pairUnder(['insert'], { times: 1 }, CLOSE_CONNECTION)).toStrictEqual({ runs: 2, failure: undefined })
    expect(await countPairs(watched.store, owner.owner)).toBe(1)
  })

  it('whose connection always breaks ends as STORE_UNAVAILABLE when the time is over, and leaves nothing', async () => {
    const { failure } = await pairUnder(['insert'], 'alwaysOn', CLOSE_CONNECTION)
    expect(failureCode(failure)).toBe('STORE_UNAVAILABLE')
    expect(await countPairs(watched.store, owner.owner)).toBe(0)
  })

  it('that conflicts without end ends as STORE_UNAVAILABLE when the time is over, and leaves nothing', async () => {
    const { runs, failure } = await pairUnder(['insert'], 'alwaysOn', { errorCode: 112, errorLabels: TRANSIENT })
    expect(failureCode(failure)).toBe('STORE_UNAVAILABLE')
    expect(runs).toBeGreaterThan(2)
    expect(await countPairs(watched.store, owner.owner)).toBe(0)
  })

  it('that takes longer than a unit may is STORE_UNAVAILABLE, and is not committed behind it', async () => {
    const slow = { blockConnection: true, blockTimeMS: 1.5 * UNIT_TIMEOUT_MS }
    const { failure } = await pairUnder(['insert'], { times: 1 }, slow)
    expect(failureCode(failure)).toBe('STORE_UNAVAILABLE')
    await expect.poll(() => watched.sent.map(({ name }) => name), { timeout: 10_000 }).toContain('abortTransaction')
    expect(await countPairs(watched.store, owner.owner)).toBe(0)
  })

  it('whose failure the callback keeps to itself is not committed around', async () => {
    const { owner: account, id: client } = await storeOwner(watched.store)
    const project = aProject({ owner: account, client })
    await fail(['insert'], { times: 1 }, { errorCode: 8 })
    const run = watched.store.unitOfWork.run(async ({ projects }) => {
      await projects.insert(project).catch(() => undefined)
      return ok()
    })
    await expect(run).rejects.toBeInstanceOf(StoreFailure)
    expect(await watched.store.projects.find(account, project.id)).toBeUndefined()
  })

  it('that nobody waited for is waited for: both are there', async () => {
    const { owner: account, id: client } = await storeOwner(watched.store)
    const project = aProject({ owner: account, client })
    await watched.store.unitOfWork.run(async ({ projects, licenses }) => {
      void projects.insert(project)
      void licenses.insert(aLicenseFor(project))
      return ok()
    })
    expect(await countPairs(watched.store, account)).toBe(1)
  })
})

describe('a read', () => {
  it('whose connection breaks is asked again', async () => {
    const client = await storeOwner(watched.store)
    await fail(['find'], { times: 1 }, CLOSE_CONNECTION)
    expect(await watched.store.clients.find(client.owner, client.id)).toStrictEqual(client)
  })

  it('that the server refuses is a StoreFailure with its cause', async () => {
    const { owner: account, id: client } = await storeOwner(watched.store)
    await fail(['find'], 'alwaysOn', { errorCode: 8 })
    const failure: unknown = await watched.store.clients.find(account, client).catch((error: unknown) => error)
    expect(failureCode(failure)).toBe('STORE_UNAVAILABLE')
  })
})

describe('a dashboard', () => {
  it('waits for a snapshot where there is none for a moment', async () => {
    const { owner: account } = await storeOwner(watched.store)
    await fail(['aggregate'], { times: 2 }, { errorCode: 246 })
    expect((await readTree(watched.store, account)).clients).toBe(1)
  })

  it('that fails half-way throws a StoreFailure instead of ending early', async () => {
    const client = await storeOwner(watched.store)
    const project = await storeProject(watched.store, client)
    for (let unit = 0; unit < 6; unit += 1) await storeLicenses(project, 200)
    const reading = startReading(watched.store, client.owner)
    await reading.take(10)
    await fail(['getMore'], 'alwaysOn', { errorCode: 239 })
    await expect(reading.rest()).rejects.toBeInstanceOf(StoreFailure)
  })
})

describe('a ping', () => {
  it('gives up when the server does not answer within a few seconds', async () => {
    await fail(['ping'], { times: 1 }, { blockConnection: true, blockTimeMS: 4000 })
    await expect(watched.store.ping()).rejects.toBeInstanceOf(StoreFailure)
    await watched.store.ping()
  })
})
