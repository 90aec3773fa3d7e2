import { readdirSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { aClient, aLicenseFor, anAccount, storeAccount, storeLicense, storeSeller } from '@keybox/contracts'
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
    const store = await openedForTest(path, { setAlarm: alarms.setAlarm })
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

/** /dev/fd lists this process's own, on Linux and macOS alike. */
function openFiles(): number {
  return readdirSync('/dev/fd').length
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate()
}
