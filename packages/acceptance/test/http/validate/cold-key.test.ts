import type { Store } from '@keybox/domain'
import { afterEach, describe, expect, test } from 'vitest'
import { startKeyBox, type TestKeyBox } from '../../support/keybox.ts'
import { aSeller } from '../../support/seller.ts'

const MACHINE = 'office-pc'
const AT_ONCE = 1000
let keybox: TestKeyBox | undefined

afterEach(() => keybox?.close())

/** A server with room for one licence, whose reads of licences are counted. */
async function counted() {
  const reads = { count: 0 }
  const decorateStore = (store: Store): Store => ({
    ...store,
    licenses: {
      ...store.licenses,
      findByKey(key) {
        reads.count += 1
        return store.licenses.findByKey(key)
      },
    },
  })
  const started = await startKeyBox({ env: { KEYBOX_CACHE_MAX: '1' }, decorateStore })
  keybox = started
  const ask = async (key: string): Promise<unknown> =>
    (await started.call('POST', '/validate', { key, machineId: MACHINE })).body['valid']
  return { started, reads, ask }
}

describe('validations of one key that nobody remembers', () => {
  test(`read the store once, ${AT_ONCE} at a time`, async () => {
    const { started, reads, ask } = await counted()
    const seller = await aSeller(started)
    const cold = (await seller.sellActivated(MACHINE)).key
    const other = (await seller.sellActivated(MACHINE)).key
    // A server among others remembers nothing before it has a lease.
    await expect
      .poll(async () => {
        await ask(other)
        const before = reads.count
        return (await ask(other)) === true && reads.count === before
      })
      .toBe(true)
    const before = reads.count
    const verdicts = await Promise.all(Array.from({ length: AT_ONCE }, () => ask(cold)))
    expect(new Set(verdicts)).toStrictEqual(new Set([true]))
    expect(reads.count - before).toBe(1)
  })
})
