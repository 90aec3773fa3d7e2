import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { aClient, storeAccount, storeLicense, storeSeller } from '@keybox/contracts'
import { err, ok, type AccountId, type Client, type Result, type Store } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { openLogFile } from '../src/transaction/log-file.ts'
import { anotherProgram, scalar } from './support/another-program.ts'
import { heldLog, type HeldLog } from './support/held-log.ts'
import { manualAlarms } from './support/manual-alarms.ts'
import { open, openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'
import { commitsIn } from './support/write-ahead-log.ts'

const FAILING = { name: 'StoreFailure', ailment: 'failing' }
const UNAVAILABLE = { ...FAILING, code: 'STORE_UNAVAILABLE' }
const UNKNOWN = { ...FAILING, code: 'OUTCOME_UNKNOWN' }
const PATIENCE_MS = 5_000

interface Held {
  readonly path: string
  readonly store: Store
  readonly log: HeldLog
  readonly owner: AccountId
}

/** A store with a seller, on a disk that the test has in its hands. */
async function heldStore(): Promise<Held> {
  const path = temporaryDatabase()
  const log = heldLog()
  const store = await openedForTest(path, { openLog: log.openLog })
  const { id: owner } = await storeAccount(store)
  log.asked.splice(0)
  return { path, store, log, owner }
}

describe('while a commit is on its way to the disk', () => {
  it('nobody is told of it, and everything else goes on', async () => {
    const { path, store, log, owner } = await heldStore()
    log.hold()
    const client = aClient({ owner })
    const told: string[] = []
    const stored = insert(store, client).then(() => told.push('its unit'))
    await until(() => log.asked.length === 1)
    expect(clientsIn(path)).toBe(1)
    const read = store.clients.find(owner, client.id).then((found) => told.push(`a reader: ${found?.name}`))
    const dashboard = firstPart(store, owner).then(() => told.push('a dashboard'))
    for (let turn = 0; turn < 20; turn += 1) await setImmediate()
    expect(told).toEqual([])
    log.letGo()
    await Promise.all([stored, read, dashboard])
    expect(told).toHaveLength(3)
    expect(told).toContain(`a reader: ${client.name}`)
    expect(log.asked).toEqual(['sync'])
  })

  it('units that come share the next one, and others may write meanwhile', async () => {
    const { path, store, log, owner } = await heldStore()
    log.hold()
    const before = commitsIn(path)
    const first = insert(store, aClient({ owner }))
    await until(() => log.asked.length === 1)
    const others = Promise.all(Array.from({ length: 5 }, () => insert(store, aClient({ owner }))))
    await setImmediate()
    anotherProgram(path).exec('BEGIN IMMEDIATE; ROLLBACK')
    expect(clientsIn(path)).toBe(1)
    log.letGo()
    await Promise.all([first, others])
    expect(commitsIn(path)).toBe(before + 2)
    expect(log.asked).toEqual(['sync', 'sync'])
  })

  it('a unit that would write nothing is told nothing that may not stay', async () => {
    const { store, log, owner } = await heldStore()
    log.hold()
    const client = aClient({ owner })
    let isRefused = false
    const stored = insert(store, client)
    await until(() => log.asked.length === 1)
    const refused = store.unitOfWork
      .run(async ({ clients }): Promise<Result<void, string>> =>
        err((await clients.find(owner, client.id))?.name ?? ''),
      )
      .finally(() => (isRefused = true))
    for (let turn = 0; turn < 20; turn += 1) await setImmediate()
    expect(isRefused).toBe(false)
    log.letGo()
    await stored
    expect(await refused).toEqual(err(client.name))
  })

  it('the store does not close', async () => {
    const { path, store, log, owner } = await heldStore()
    log.hold()
    const stored = insert(store, aClient({ owner }))
    const closed = store.close().then(() => log.asked.length)
    await until(() => log.asked.length === 1)
    log.letGo()
    await stored
    expect(await closed).toBe(1)
    expect(clientsIn(path)).toBe(1)
  })
})

describe('a disk that hangs', () => {
  it('keeps nobody waiting for longer than they have time, and what it did in the end is there', async () => {
    const path = temporaryDatabase()
    const log = heldLog()
    const alarms = manualAlarms()
    const tuning = { openLog: log.openLog, setAlarm: alarms.setAlarm, lockWaitMs: PATIENCE_MS, monotonicClock: () => 0 }
    const store = await openedForTest(path, tuning)
    const { id: owner } = await storeAccount(store)
    log.asked.splice(0)
    log.hold()
    const unit = insert(store, aClient({ owner }))
    await until(() => log.asked.length === 1)
    const later = [store.accounts.findById(owner), insert(store, aClient({ owner }))]
    await until(() => alarms.count() === 3)
    alarms.ring(PATIENCE_MS)
    await expect(unit).rejects.toMatchObject(UNKNOWN)
    for (const waiting of later) await expect(waiting).rejects.toMatchObject(UNAVAILABLE)
    log.letGo()
    expect(await store.accounts.findById(owner)).toBeDefined()
    await insert(store, aClient({ owner }))
    expect(clientsIn(path)).toBe(2)
    expect(alarms.count()).toBe(0)
  })
})

describe('a disk that fails to sync', () => {
  it('leaves open what became of the commit, and is told as what ails the store', async () => {
    const { store, log, owner } = await heldStore()
    log.hold()
    const unit = insert(store, aClient({ owner }))
    await until(() => log.asked.length === 1)
    const reading = store.accounts.findById(owner)
    const queued = insert(store, aClient({ owner }))
    await setImmediate()
    log.fail()
    await expect(unit).rejects.toMatchObject(UNKNOWN)
    for (const waiting of [reading, queued]) await expect(waiting).rejects.toMatchObject(UNAVAILABLE)
    await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE)
    await expect(firstPart(store, owner)).rejects.toMatchObject(UNAVAILABLE)
    await expect(insert(store, aClient({ owner }))).rejects.toMatchObject(UNAVAILABLE)
  })

  it('lets go of the units that are in the queue, all of them at once', async () => {
    const path = temporaryDatabase()
    const log = heldLog()
    const store = await openedForTest(path, { openLog: log.openLog, setAlarm: manualAlarms().setAlarm })
    const { id: owner } = await storeAccount(store)
    log.hold()
    const unit = insert(store, aClient({ owner }))
    await until(() => log.asked.at(-1) === 'sync' && clientsIn(path) === 1)
    const queued = Array.from({ length: 3 }, () => insert(store, aClient({ owner })))
    await setImmediate()
    log.fail()
    await expect(unit).rejects.toMatchObject(UNKNOWN)
    for (const waiting of queued) await expect(waiting).rejects.toMatchObject(UNAVAILABLE)
    expect(clientsIn(path)).toBe(1)
  })

  it('is asked again by whoever comes, to write all of it once more: a sync alone might succeed for nothing', async () => {
    const { path, store, log, owner } = await heldStore()
    log.fail()
    const client = aClient({ owner })
    await expect(insert(store, client)).rejects.toMatchObject(UNKNOWN)
    await expect(store.clients.find(owner, client.id)).rejects.toMatchObject(UNAVAILABLE)
    log.letGo()
    const found = await Promise.all([store.clients.find(owner, client.id), store.clients.find(owner, client.id)])
    expect(found.map((each) => each?.id)).toEqual([client.id, client.id])
    expect(log.asked).toEqual(['sync', 'write again', 'write again'])
    await store.ping()
    await insert(store, aClient({ owner }))
    expect(log.asked.at(-1)).toBe('sync')
    expect(clientsIn(path)).toBe(2)
  })

  it('is asked again by a unit too, while nobody else may write', async () => {
    const { path, store, log, owner } = await heldStore()
    log.fail()
    await expect(insert(store, aClient({ owner }))).rejects.toMatchObject(UNKNOWN)
    log.hold()
    const unit = insert(store, aClient({ owner }))
    await until(() => log.asked.at(-1) === 'write again')
    expect(() => anotherProgram(path).exec('BEGIN IMMEDIATE')).toThrow('locked')
    log.letGo()
    await unit
    expect(clientsIn(path)).toBe(2)
  })

  it('is no store to close while a unit waits for it to be well: that unit is refused, and nothing of it begins', async () => {
    const { path, store, log, owner } = await heldStore()
    log.fail()
    await expect(insert(store, aClient({ owner }))).rejects.toMatchObject(UNKNOWN)
    log.hold()
    const unit = insert(store, aClient({ owner }))
    await until(() => log.asked.at(-1) === 'write again')
    const closed = store.close()
    log.letGo()
    await expect(unit).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', message: 'The store is closed' })
    await closed
    expect(clientsIn(path)).toBe(1)
  })

  it('is no store to open', async () => {
    const path = temporaryDatabase()
    const log = heldLog()
    log.fail()
    const refused = await open(path, { openLog: log.openLog })
    expect(refused).toMatchObject({ ok: false, error: { reason: 'UNREACHABLE' } })
    await openedForTest(path)
  })
})

it('writes what a killed server left in the log once more before it tells of it: its last sync may have failed', async () => {
  const { log } = await openedOn(temporaryDatabase())
  expect(log.asked).toEqual(['write again'])
})

it('writes a log of any length over itself, and nothing else', async () => {
  const path = temporaryDatabase()
  const store = await openedForTest(path)
  const { project } = await storeSeller(store)
  for (let licenses = 0; licenses < 300; licenses += 1) await storeLicense(store, project)
  const before = readFileSync(`${path}-wal`)
  expect(before.length).toBeGreaterThan(2 * 1024 * 1024)
  const log = await openLogFile(path)
  await log.writeAgain()
  await log.close()
  expect(readFileSync(`${path}-wal`).equals(before)).toBe(true)
  expect(scalar(anotherProgram(path), 'PRAGMA integrity_check')).toBe('ok')
})

async function openedOn(path: string): Promise<{ readonly log: HeldLog }> {
  const log = heldLog()
  await openedForTest(path, { openLog: log.openLog })
  return { log }
}

function insert(store: Store, client: Client): Promise<unknown> {
  return store.unitOfWork.run(async ({ clients }) => {
    await clients.insert(client)
    return ok()
  })
}

async function firstPart(store: Store, owner: AccountId): Promise<unknown> {
  for await (const part of store.dashboards.read(owner, undefined)) return part
  return undefined
}

function clientsIn(path: string): unknown {
  return scalar(anotherProgram(path), 'SELECT count(*) FROM clients')
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate()
}
