import { setImmediate as nextTurn } from 'node:timers/promises'
import { aLicenseFor, commit, readTree, startReading, storeAccount, storeSeller } from '@keybox/contracts'
import { ok, StoreFailure, type AccountId, type Store } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { DEFAULT_TUNING } from '../src/sqlite-tuning.ts'
import { anotherProgram } from './support/another-program.ts'
import { manualAlarms, type ManualAlarms } from './support/manual-alarms.ts'
import { openedForTest } from './support/stores.ts'
import { temporaryDatabase } from './support/temporary-folder.ts'

const LIMITS = { concurrent: 2, perOwner: 2, waitMs: 30, idleMs: 60, totalMs: 600 }

interface Reading {
  readonly path: string
  readonly store: Store
  readonly owner: AccountId
  readonly alarms: ManualAlarms
}

/** A store with an owner of many licences, whose time is in the test's hands. */
async function manyLicenses(): Promise<Reading> {
  const path = temporaryDatabase()
  const alarms = manualAlarms()
  const store = await openedForTest(path, { setAlarm: alarms.setAlarm, snapshots: LIMITS })
  const { account, project } = await storeSeller(store)
  await commit(store, async ({ licenses }) => {
    for (let issued = 0; issued < 1_000; issued += 1) await licenses.insert(aLicenseFor(project))
    return ok()
  })
  return { path, store, owner: account.id, alarms }
}

describe('a dashboard that is being read', () => {
  it('lets everything else go on between its batches', async () => {
    const { store, owner } = await manyLicenses()
    let parts = 0
    const seenByOthers = new Set<number>()
    let others = setImmediate(function look() {
      seenByOthers.add(parts)
      others = setImmediate(look)
    })
    for await (const _ of store.dashboards.read(owner, undefined)) parts += 1
    clearImmediate(others)
    expect(parts).toBe(1_003)
    expect(seenByOthers.size).toBeGreaterThanOrEqual(9)
  })

  it('holds the log back until it ends, and no longer', async () => {
    const { path, store, owner, alarms } = await manyLicenses()
    const reading = startReading(store, owner)
    await reading.take(3)
    await storeAccount(store)
    expect(logIsFree(path)).toBe(false)
    await reading.rest()
    expect(logIsFree(path)).toBe(true)
    expect(alarms.count()).toBe(0)
  })

  it('frees the log when its reader stops early, wherever that is', async () => {
    const { path, store, owner, alarms } = await manyLicenses()
    for (const stopAt of ['counts', 'client', 'project', 'license']) {
      for await (const { type } of store.dashboards.read(owner, undefined)) if (type === stopAt) break
      await storeAccount(store)
      expect(logIsFree(path)).toBe(true)
    }
    expect(alarms.count()).toBe(0)
  })

  it.each([
    ['asks for nothing for too long', LIMITS.idleMs],
    ['takes too long in all', LIMITS.totalMs],
  ])('is ended when its reader %s, and the reader is told', async (_, limitMs) => {
    const { path, store, owner, alarms } = await manyLicenses()
    const reading = startReading(store, owner)
    await reading.take(3)
    await storeAccount(store)
    alarms.ring(limitMs)
    expect(logIsFree(path)).toBe(true)
    expect(alarms.count()).toBe(0)
    await expect(reading.rest()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect((await readTree(store, owner)).clients).toBe(1)
  })

  it('throws a StoreFailure at a key whose seal was tampered with', async () => {
    const { path, store, owner } = await manyLicenses()
    anotherProgram(path).exec(`UPDATE licenses SET key_seal = x'00112233445566778899aabbccddeeff'`)
    await expect(readTree(store, owner)).rejects.toBeInstanceOf(StoreFailure)
    await expect(readTree(store, owner)).rejects.toThrow('does not open')
  })

  it('throws a StoreFailure at a seal that belongs to another licence', async () => {
    const { path, store, owner } = await manyLicenses()
    anotherProgram(path).exec('UPDATE licenses SET key_seal = (SELECT key_seal FROM licenses ORDER BY _id LIMIT 1)')
    await expect(readTree(store, owner)).rejects.toThrow('does not open')
  })
})

describe('more dashboards at once than the limit', () => {
  it('wait for their turn', async () => {
    const { store, owner } = await manyLicenses()
    const first = startReading(store, owner)
    const second = startReading(store, owner)
    await Promise.all([first.take(1), second.take(1)])
    let waited = true
    const third = readTree(store, owner).then((tree) => ({ tree, waited }))
    await nextTurn()
    waited = false
    await first.rest()
    expect((await third).waited).toBe(false)
    expect((await third).tree.clients).toBe(1)
    await second.rest()
  })

  it('all get theirs', async () => {
    const { store, owner, alarms } = await manyLicenses()
    const trees = await Promise.all(Array.from({ length: 12 }, () => readTree(store, owner)))
    expect(trees.map(({ tree }) => tree[0]?.projects[0]?.licenses.length)).toStrictEqual(Array(12).fill(1_000))
    expect(alarms.count()).toBe(0)
  })

  it('are refused after they waited too long, and nobody else is', async () => {
    const { store, owner, alarms } = await manyLicenses()
    const first = startReading(store, owner)
    const second = startReading(store, owner)
    await Promise.all([first.take(1), second.take(1)])
    const third = readTree(store, owner)
    await nextTurn()
    alarms.ring(LIMITS.waitMs)
    await expect(third).rejects.toMatchObject({ code: 'OVERLOADED' })
    await first.rest()
    await second.rest()
    await readTree(store, owner)
    expect(alarms.count()).toBe(0)
  })

  it('are refused when the store is closed before their turn', async () => {
    const { store, owner, alarms } = await manyLicenses()
    const readings = [startReading(store, owner), startReading(store, owner)]
    await Promise.all(readings.map((reading) => reading.take(1)))
    const third = readTree(store, owner)
    await nextTurn()
    const [outcome] = await Promise.allSettled([third, store.close()])
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'STORE_UNAVAILABLE' } })
    expect(alarms.count()).toBe(0)
  })
})

describe('more dashboards of one owner at once than the share of one', () => {
  it('wait for each other while other owners pass', async () => {
    const { store, owner, other } = await twoOwners({ concurrent: 3, perOwner: 2 })
    const [first, second] = [startReading(store, owner), startReading(store, owner)]
    await Promise.all([first.take(1), second.take(1)])
    let hasTurn = false
    const third = readTree(store, owner).finally(() => (hasTurn = true))
    for (let reading = 0; reading < 5; reading += 1) expect((await readTree(store, other)).clients).toBe(1)
    expect(hasTurn).toBe(false)
    await first.rest()
    expect((await third).clients).toBe(1)
    await second.rest()
  })

  it('let those of others go first that came later, when another owner leaves', async () => {
    const { store, owner, other } = await twoOwners({ concurrent: 3, perOwner: 2 })
    const [mine, alsoMine] = [startReading(store, owner), startReading(store, owner)]
    const theirs = startReading(store, other)
    await Promise.all([mine, alsoMine, theirs].map((reading) => reading.take(1)))
    let hasTurn = false
    const third = readTree(store, owner).finally(() => (hasTurn = true))
    const later = readTree(store, other)
    await theirs.rest()
    expect((await later).clients).toBe(1)
    expect(hasTurn).toBe(false)
    await Promise.all([mine.rest(), alsoMine.rest()])
    expect((await third).clients).toBe(1)
  })

  it('are refused after they waited too long', async () => {
    const { store, owner, other, alarms } = await twoOwners({ concurrent: 8, perOwner: 3 })
    const readings = Array.from({ length: 3 }, () => startReading(store, owner))
    await Promise.all(readings.map((reading) => reading.take(1)))
    const refused = Promise.allSettled(Array.from({ length: 5 }, () => readTree(store, owner)))
    await nextTurn()
    alarms.ring(LIMITS.waitMs)
    for (const outcome of await refused) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'OVERLOADED' } })
    }
    expect((await readTree(store, other)).clients).toBe(1)
    await Promise.all(readings.map((reading) => reading.rest()))
    expect((await readTree(store, owner)).clients).toBe(1)
    expect(alarms.count()).toBe(0)
  })
})

describe('by default', () => {
  it('a reader has a minute for each part', () => {
    expect(DEFAULT_TUNING.snapshots).toMatchObject({ idleMs: 60_000 })
  })

  it('one owner has less than half of the snapshots, and who waits hears of it before the connection is cut', () => {
    const { concurrent, perOwner, waitMs } = DEFAULT_TUNING.snapshots
    expect(perOwner).toBeLessThan(concurrent / 2)
    expect(waitMs).toBeLessThan(30_000)
  })
})

/** A store with two sellers, whose time is in the test's hands. */
async function twoOwners(limits: { readonly concurrent: number; readonly perOwner: number }) {
  const alarms = manualAlarms()
  const tuning = { setAlarm: alarms.setAlarm, snapshots: { ...LIMITS, ...limits } }
  const store = await openedForTest(temporaryDatabase(), tuning)
  const [one, other] = [await storeSeller(store), await storeSeller(store)]
  return { store, alarms, owner: one.account.id, other: other.account.id }
}

/** Whether nobody's snapshot keeps the write-ahead log from being emptied. */
function logIsFree(path: string): boolean {
  const tool = anotherProgram(path)
  const result = tool.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
  tool.close()
  return result?.['busy'] === 0
}
