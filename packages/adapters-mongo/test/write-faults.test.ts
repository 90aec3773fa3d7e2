import { aLicenseFor, aProject } from '@keybox/contracts'
import { ok, StoreFailure } from '@keybox/domain'
import { describe, expect, it } from 'vitest'
import { databaseNameOf } from '../src/connection/connection-string.ts'
import { CLOSE_CONNECTION, TRANSIENT, UNIT_TIMEOUT_MS, useFaultBench } from './support/fault-bench.ts'
import { countPairs, failureCode, storeOwner } from './support/write-pair.ts'

const bench = useFaultBench()

const WRITE = ['insert', 'insert', 'abortTransaction']
/** What is sent of a unit whose second write fails: what was refused together is tried by itself. */
const ATTEMPTS = { 'that only creates': [WRITE, WRITE], 'that reads first': [['find', ...WRITE]] }

describe.each(['that only creates', 'that reads first'] as const)('a write of a unit %s', (unit) => {
  it('that fails half-way leaves nothing', async () => {
    const namespace = `${databaseNameOf(bench().uri)}.licenses`
    const { runs, failure, owner } = await bench().pairUnder(['insert'], 'alwaysOn', { errorCode: 8, namespace }, unit)
    expect({ runs, code: failureCode(failure) }).toStrictEqual({
      runs: ATTEMPTS[unit].length,
      code: 'STORE_UNAVAILABLE',
    })
    expect(bench().watched.sent.map(({ name }) => name)).toStrictEqual(ATTEMPTS[unit].flat())
    expect(await countPairs(bench().watched.store, owner.owner)).toBe(0)
  })

  it('whose connection breaks is made again: one pair is there', async () => {
    const { owner, ...outcome } = await bench().pairUnder(['insert'], { times: 1 }, CLOSE_CONNECTION, unit)
    expect(outcome).toStrictEqual({ runs: unit === 'that only creates' ? 1 : 2, failure: undefined })
    expect(await countPairs(bench().watched.store, owner.owner)).toBe(1)
  })

  it('whose connection always breaks ends as STORE_UNAVAILABLE when the time is over, and leaves nothing', async () => {
    const { failure, owner } = await bench().pairUnder(['insert'], 'alwaysOn', CLOSE_CONNECTION, unit)
    expect(failureCode(failure)).toBe('STORE_UNAVAILABLE')
    expect(await countPairs(bench().watched.store, owner.owner)).toBe(0)
  })

  it('that conflicts without end ends as STORE_UNAVAILABLE when the time is over, and leaves nothing', async () => {
    const { runs, failure, owner } = await bench().pairUnder(
      ['insert'],
      'alwaysOn',
      { errorCode: 112, ...TRANSIENT },
      unit,
    )
    expect(failureCode(failure)).toBe('STORE_UNAVAILABLE')
    expect(runs).toBeGreaterThan(2)
    expect(await countPairs(bench().watched.store, owner.owner)).toBe(0)
  })

  it('that takes longer than a unit may is STORE_UNAVAILABLE, and is not committed behind it', async () => {
    const slow = { blockConnection: true, blockTimeMS: 1.5 * UNIT_TIMEOUT_MS }
    const { failure, owner } = await bench().pairUnder(['insert'], { times: 1 }, slow, unit)
    expect(failureCode(failure)).toBe('STORE_UNAVAILABLE')
    await expect
      .poll(() => bench().watched.sent.map(({ name }) => name), { timeout: 10_000 })
      .toContain('abortTransaction')
    expect(await countPairs(bench().watched.store, owner.owner)).toBe(0)
  })

  it('whose failure the callback keeps to itself is not committed around', async () => {
    const { owner: account, id: client } = await storeOwner(bench().watched.store)
    const project = aProject({ owner: account, client })
    await bench().fail(['insert'], 'alwaysOn', { errorCode: 8 })
    const run = bench().watched.store.unitOfWork.run(async ({ projects, licenses }) => {
      if (unit === 'that reads first') await licenses.findByKey(aLicenseFor(project).key)
      await projects.insert(project).catch(() => undefined)
      return ok()
    })
    await expect(run).rejects.toBeInstanceOf(StoreFailure)
    expect(await bench().watched.store.projects.find(account, project.id)).toBeUndefined()
  })

  it('that nobody waited for is waited for: both are there', async () => {
    const { owner: account, id: client } = await storeOwner(bench().watched.store)
    const project = aProject({ owner: account, client })
    const license = aLicenseFor(project)
    await bench().watched.store.unitOfWork.run(async ({ projects, licenses }) => {
      if (unit === 'that reads first') void licenses.findByKey(license.key)
      void projects.insert(project)
      void licenses.insert(license)
      return ok()
    })
    expect(await countPairs(bench().watched.store, account)).toBe(1)
  })
})
