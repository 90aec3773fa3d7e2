import { describe, expect, it } from 'vitest'
import { CLOSE_CONNECTION, TRANSIENT, UNIT_TIMEOUT_MS, useFaultBench } from './support/fault-bench.ts'
import { countPairs, failureCode } from './support/write-pair.ts'

const bench = useFaultBench()

describe.each(['that only creates', 'that reads first'] as const)('a commit of a unit %s', (unit) => {
  it('whose connection breaks is asked about again: both are there', async () => {
    const { owner, ...outcome } = await bench().pairUnder(['commitTransaction'], { times: 1 }, CLOSE_CONNECTION, unit)
    expect(outcome).toStrictEqual({ runs: 1, failure: undefined })
    expect(await countPairs(bench().watched.store, owner.owner)).toBe(1)
  })

  it('whose connection breaks four times in a row as well', async () => {
    const { owner, ...outcome } = await bench().pairUnder(['commitTransaction'], { times: 4 }, CLOSE_CONNECTION, unit)
    expect(outcome).toStrictEqual({ runs: 1, failure: undefined })
    expect(await countPairs(bench().watched.store, owner.owner)).toBe(1)
  })

  it('whose connection breaks for as long as a unit may take is OUTCOME_UNKNOWN: both are there or neither', async () => {
    const { runs, failure, owner } = await bench().pairUnder(['commitTransaction'], 'alwaysOn', CLOSE_CONNECTION, unit)
    expect({ runs, code: failureCode(failure) }).toStrictEqual({ runs: 1, code: 'OUTCOME_UNKNOWN' })
    expect([0, 1]).toContain(await countPairs(bench().watched.store, owner.owner))
  })

  it('that a majority does not acknowledge is OUTCOME_UNKNOWN: both are there', async () => {
    const writeConcernError = { code: 64, codeName: 'WriteConcernTimeout', errmsg: 'waiting for replication timed out' }
    const { runs, failure, owner } = await bench().pairUnder(
      ['commitTransaction'],
      'alwaysOn',
      { writeConcernError },
      unit,
    )
    expect({ runs, code: failureCode(failure) }).toStrictEqual({ runs: 1, code: 'OUTCOME_UNKNOWN' })
    expect(await countPairs(bench().watched.store, owner.owner)).toBe(1)
  })

  it('that runs out of its own time is OUTCOME_UNKNOWN', async () => {
    const { failure, owner } = await bench().pairUnder(['commitTransaction'], 'alwaysOn', { errorCode: 50 }, unit)
    expect(failureCode(failure)).toBe('OUTCOME_UNKNOWN')
    expect(await countPairs(bench().watched.store, owner.owner)).toBe(0)
  })

  it('that is refused for good is OUTCOME_UNKNOWN: who knows what a server means by that', async () => {
    const { failure, owner } = await bench().pairUnder(['commitTransaction'], 'alwaysOn', { errorCode: 13 }, unit)
    expect(failureCode(failure)).toBe('OUTCOME_UNKNOWN')
    expect(await countPairs(bench().watched.store, owner.owner)).toBe(0)
  })

  it('that the server has thrown away is begun again: one pair is there', async () => {
    const noSuchTransaction = { errorCode: 251, ...TRANSIENT }
    const { owner, ...outcome } = await bench().pairUnder(['commitTransaction'], { times: 1 }, noSuchTransaction, unit)
    expect(outcome).toStrictEqual({ runs: unit === 'that only creates' ? 1 : 2, failure: undefined })
    expect(await countPairs(bench().watched.store, owner.owner)).toBe(1)
  })

  it('that takes longer than a unit may is OUTCOME_UNKNOWN, and ends behind it', async () => {
    const slow = { blockConnection: true, blockTimeMS: 1.5 * UNIT_TIMEOUT_MS }
    const { failure, owner } = await bench().pairUnder(['commitTransaction'], { times: 1 }, slow, unit)
    expect(failureCode(failure)).toBe('OUTCOME_UNKNOWN')
    await expect.poll(() => countPairs(bench().watched.store, owner.owner), { timeout: 10_000 }).toBe(1)
  })
})
