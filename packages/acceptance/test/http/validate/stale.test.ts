import type { Environment } from '@keybox/app'
import { StoreFailure, type Store } from '@keybox/domain'
import { afterEach, describe, expect, test } from 'vitest'
import { startKeyBox, type TestKeyBox } from '../../support/keybox.ts'
import { aSeller } from '../../support/seller.ts'

const MACHINE = 'office-pc'
let keybox: TestKeyBox | undefined

afterEach(() => keybox?.close())

/** A server with one active licence in memory, whose store can be taken away. */
async function withLicense(env: Environment) {
  const reachable = { now: true }
  const decorateStore = (store: Store): Store => ({
    ...store,
    licenses: {
      ...store.licenses,
      findByKey: (key) =>
        reachable.now
          ? store.licenses.findByKey(key)
          : Promise.reject(new StoreFailure('STORE_UNAVAILABLE', 'taken away')),
    },
  })
  const started = await startKeyBox({ env, decorateStore })
  keybox = started
  const { key } = await (await aSeller(started)).sellActivated(MACHINE)
  const ask = (machineId: string) => started.call('POST', '/validate', { key, machineId })
  /** A server among others remembers nothing before it has heard from the store. */
  const remembered = () =>
    expect
      .poll(async () => {
        reachable.now = true
        await ask(MACHINE)
        reachable.now = false
        return (await ask(MACHINE)).status
      })
      .toBe(200)
  return { ask, reachable, remembered, clock: started.clock }
}

describe('while the store cannot be reached', () => {
  test('a verdict that needs the store is stale, and says as of when', async () => {
    const { ask, reachable, remembered } = await withLicense({})
    const current = await ask('another')
    expect(current.body).not.toHaveProperty('stale')
    await remembered()
    const { status, body } = await ask('another')
    expect(status).toBe(200)
    expect(body).toStrictEqual({ ...current.body, stale: true, asOf: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) })
    reachable.now = true
    expect((await ask('another')).body).toStrictEqual(current.body)
  })

  test.each([
    ['an operator refuses stale verdicts', { KEYBOX_STORE_DOWN: 'refuse' }],
    ['nothing is remembered', { KEYBOX_CACHE_MAX: '0' }],
  ])('there is no verdict where %s', async (_, env) => {
    const { ask, reachable } = await withLicense(env)
    reachable.now = false
    const { status, body } = await ask('another')
    expect(status).toBe(500)
    expect(body).toMatchObject({ valid: null, status: 'server_error' })
  })

  test('there is none where what is remembered is too old', async () => {
    const { ask, remembered, clock } = await withLicense({ KEYBOX_STORE_DOWN_MAX: '1m' })
    await remembered()
    clock.advance(60_001)
    expect((await ask('another')).status).toBe(500)
  })
})

/** What a seller's customers are told on the way of a licence through all its states. */
async function repliesUnder(env: Environment): Promise<readonly unknown[]> {
  const started = await startKeyBox({ env })
  try {
    const seller = await aSeller(started)
    const { key } = await seller.sell()
    const told: unknown[] = []
    const ask = async (machineId?: string): Promise<void> => {
      told.push((await started.call('POST', '/validate', { key, machineId })).body)
    }
    await ask(MACHINE)
    await started.call('POST', '/validate/activate', { key, machineId: MACHINE })
    for (const machine of [MACHINE, MACHINE, 'another', undefined]) await ask(machine)
    for (const revoked of [true, true, false]) {
      await seller.revoke(key, { revoked })
      await ask(MACHINE)
    }
    started.clock.advance(400 * 86_400_000)
    await ask(MACHINE)
    return told
  } finally {
    await started.close()
  }
}

describe('the memory of licences', () => {
  test('switched off, changes no reply', async () => {
    expect(await repliesUnder({})).toStrictEqual(await repliesUnder({ KEYBOX_CACHE_MAX: '0' }))
  })
})
