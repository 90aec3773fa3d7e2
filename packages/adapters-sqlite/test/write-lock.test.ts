import { readdirSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { aClient, aLicenseFor, anAccount, gate, storeAccount, storeLicense, storeSeller } from '@keybox/contracts'
import { err, ok, type Result, type Store } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { anotherProgram, scalar } from './support/another-program.ts'
import { manualAlarms } from './support/manual-alarms.ts'
import { openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

const RETRY_MS = 20

describe('while another program holds the write lock', () => {
  it('a unit waits with the event loop free, and goes on when the lock is', async () => {
    const path = temporaryDatabase()
    const alarms = manualAlarms()
    const store = await openedForTest(path, { setAlarm: alarms.setAlarm, monotonicClock: () => 0 })
    const account = await storeAccount(store)
    const tool = anotherProgram(path)
    tool.exec('BEGIN IMMEDIATE')
    const waiting = storeAccount(store)
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await until(() => alarms.count() === 1)
      expect(await store.accounts.findById(account.id)).toBeDefined()
      alarms.ring(RETRY_MS)
    }
    await until(() => alarms.count() === 1)
    tool.exec('COMMIT')
    alarms.ring(RETRY_MS)
    const stored = await waiting
    expect(await store.accounts.findById(stored.id)).toBeDefined()
  })

  it('a unit gives up in the end, and so does each one after it until the lock is free', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path, { lockWaitMs: 2 * RETRY_MS })
    const tool = anotherProgram(path)
    tool.exec('BEGIN IMMEDIATE')
    const units = [storeAccount(store), storeAccount(store)]
    for (const unit of await Promise.allSettled(units)) {
      expect(unit).toMatchObject({ status: 'rejected', reason: { code: 'STORE_UNAVAILABLE' } })
    }
    tool.exec('COMMIT')
    await storeAccount(store)
  })

  it('the time that a unit spends in the queue counts as its waiting', async () => {
    const path = temporaryDatabase()
    const alarms = manualAlarms()
    let elapsedMs = 0
    const tuning = { setAlarm: alarms.setAlarm, monotonicClock: () => elapsedMs, lockWaitMs: 5_000 }
    const store = await openedForTest(path, tuning)
    anotherProgram(path).exec('BEGIN IMMEDIATE')
    const asked: string[] = []
    const early = Promise.allSettled(['first', 'second', 'third'].map((name) => naming(store, name, asked)))
    await until(() => alarms.count() === 1)
    elapsedMs = 4_990
    const late = naming(store, 'late', asked)
    alarms.ring(RETRY_MS)
    await until(() => alarms.count() === 1)
    elapsedMs = 5_010
    alarms.ring(RETRY_MS)
    for (const unit of await early) {
      expect(unit).toMatchObject({ status: 'rejected', reason: { code: 'STORE_UNAVAILABLE' } })
    }
    await until(() => alarms.count() === 1)
    elapsedMs = 10_010
    alarms.ring(RETRY_MS)
    await expect(late).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(asked).toStrictEqual([])
    expect(alarms.count()).toBe(0)
  })

  it('a unit sees what that program wrote once it runs', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path)
    const { account } = await storeSeller(store)
    const tool = anotherProgram(path)
    tool.exec(`BEGIN IMMEDIATE; UPDATE accounts SET name = 'Renamed'`)
    const reading = store.unitOfWork.run(async ({ accounts }) => ok(await accounts.findById(account.id)))
    tool.exec('COMMIT')
    expect((await reading).value?.name).toBe('Renamed')
  })
})

describe('behind a unit that takes long', () => {
  it('a unit whose time is over before its turn is never begun, and the next one in time is', async () => {
    let elapsedMs = 0
    const store = await openedForTest(temporaryDatabase(), { monotonicClock: () => elapsedMs, lockWaitMs: 5_000 })
    const [begun, mayEnd] = [gate(), gate()]
    const asked: string[] = []
    const units = [
      store.unitOfWork.run(async () => {
        begun.open()
        await mayEnd.opened
        return ok('long')
      }),
      naming(store, 'too late', asked),
    ]
    await begun.opened
    elapsedMs = 3_000
    units.push(naming(store, 'in time', asked))
    elapsedMs = 6_000
    mayEnd.open()
    expect(await Promise.allSettled(units)).toMatchObject([
      { status: 'fulfilled', value: ok('long') },
      { status: 'rejected', reason: { code: 'STORE_UNAVAILABLE' } },
      { status: 'fulfilled', value: ok('in time') },
    ])
    expect(asked).toStrictEqual(['in time'])
  })
})

describe('after a thousand units that failed', () => {
  it('no transaction is open, nothing is stored, and no file is left open', async () => {
    const path = temporaryDatabase()
    const store = await openedForTest(path)
    const { account, project } = await storeSeller(store)
    const taken = await storeLicense(store, project)
    const filesOpen = openFiles()
    const failures: readonly ((store: Store) => Promise<unknown>)[] = [
      ({ unitOfWork }) =>
        unitOfWork.run(async ({ clients }): Promise<Result<void, string>> => {
          await clients.insert(aClient({ owner: account.id }))
          return err('rejected')
        }),
      ({ unitOfWork }) =>
        unitOfWork.run(async ({ clients }) => {
          await clients.insert(aClient({ owner: account.id }))
          throw new Error('on the way')
        }),
      ({ unitOfWork }) => unitOfWork.run(({ licenses }) => licenses.insert(aLicenseFor(project, { key: taken.key }))),
      // Nobody's client: the reference is refused.
      ({ unitOfWork }) => unitOfWork.run(({ clients }) => clients.insert(aClient())),
      ({ unitOfWork }) => unitOfWork.run(({ licenses }) => licenses.replace({ ...taken, revision: 9 })),
    ]
    const units = Array.from({ length: 200 }, () => failures.map((fail) => fail(store))).flat()
    const outcomes = await Promise.allSettled(units)
    expect(outcomes).toHaveLength(1_000)
    for (const outcome of outcomes)
      if (outcome.status === 'fulfilled') expect(outcome.value).toMatchObject({ ok: false })

    expect(openFiles()).toBe(filesOpen)
    const tool = anotherProgram(path)
    tool.exec('BEGIN EXCLUSIVE; COMMIT')
    expect(scalar(tool, 'SELECT count(*) FROM clients')).toBe(1)
    await store.unitOfWork.run(({ accounts }) => accounts.insert(anAccount()))
  })
})

/** A unit that does nothing but tell that it was run. */
async function naming(store: Store, name: string, asked: string[]): Promise<Result<string, never>> {
  return store.unitOfWork.run(async () => {
    asked.push(name)
    return ok(name)
  })
}

/** /dev/fd lists this process's own, on Linux and macOS alike. */
function openFiles(): number {
  return readdirSync('/dev/fd').length
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate()
}
