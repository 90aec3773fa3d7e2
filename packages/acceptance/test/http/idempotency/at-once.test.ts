import { gate, rounds, roundsTimeout, type Gate } from '@keybox/contracts'
import { StoreFailure, type Store } from '@keybox/domain'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { interleaving, withUnitOfWork } from '../../support/decorated-store.ts'
import { freshDatabase } from '../../support/fresh-database.ts'
import type { Reply } from '../../support/http-client.ts'
import { startKeyBox, useKeyBox } from '../../support/keybox.ts'
import { answer, everythingOf, NAMED_REQUESTS, sendNamed } from '../../support/named-requests.ts'
import { expectError } from '../../support/reply.ts'
import { aSeller, unique, type Seller } from '../../support/seller.ts'

/** How the next commit ends for whoever waits for it; what it wrote is there all the same. */
let answerLost = false

/** What the next unit of work tells that it is there, and waits for. */
let barrier: { readonly reached: Gate; readonly open: Gate } | undefined

function troubled(store: Store): Store {
  return withUnitOfWork(interleaving(store), (sound) => ({
    run: async (work) => {
      const here = barrier
      barrier = undefined
      here?.reached.open()
      await here?.open.opened
      const result = await sound.run(work)
      if (!answerLost) return result
      answerLost = false
      throw new StoreFailure('OUTCOME_UNKNOWN', 'the connection broke during the commit')
    },
  }))
}

const keybox = useKeyBox({ decorateStore: troubled })
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})

const usual = rounds(5)
const AT_ONCE = 10

describe.each(Object.entries(NAMED_REQUESTS))('%s', { timeout: roundsTimeout(usual) }, (_, make) => {
  test(`of ${AT_ONCE} at once one works, and every other is told to come back or what that one was told`, async () => {
    for (let round = 0; round < usual; round += 1) {
      const request = await make(seller)
      const key = unique('key')
      const replies = await Promise.all(Array.from({ length: AT_ONCE }, () => sendNamed(keybox, request, key)))
      expectOneWorked(replies, request.status)
      const again = await sendNamed(keybox, request, key)
      expect(answer(again)).toEqual(answer(worked(replies)))
      expect(again.headers['idempotent-replayed']).toBe('true')
    }
  })

  test(row('IDEM-AT-ONCE', 'is turned away while it is being done, and only then'), async () => {
    const request = await make(seller)
    const key = unique('key')
    const { reached, open } = (barrier = { reached: gate(), open: gate() })
    const first = sendNamed(keybox, request, key)
    await reached.opened
    const others = [
      await sendNamed(keybox, request, key),
      await sendNamed(keybox, { ...request, body: request.otherBody }, key),
    ]
    for (const other of others) expectBusy(other)
    open.open()
    expect((await first).status).toBe(request.status)
    expect(answer(await sendNamed(keybox, request, key))).toEqual(answer(await first))
  })

  test('is done once where the answer to the commit got lost, and told when it is asked for again', async () => {
    const request = await make(seller)
    const key = unique('key')
    answerLost = true
    const lost = await sendNamed(keybox, request, key)
    expect(lost.body['code']).toBe('OUTCOME_UNKNOWN')
    const written = await everythingOf(seller)
    const told = await sendNamed(keybox, request, key)
    expect(told.status, told.text).toBe(request.status)
    expect(told.headers['idempotent-replayed']).toBe('true')
    expect(await everythingOf(seller)).toEqual(written)
  })
})

function expectBusy(reply: Reply): void {
  expectError(reply, 409, 'A request with this idempotency key is in progress')
  expect(reply.body['code']).toBe('IDEMPOTENCY_KEY_IN_USE')
  expect(reply.headers['retry-after']).toBe('1')
}

function expectOneWorked(replies: readonly Reply[], status: number): void {
  const busy = replies.filter((reply) => reply.status === 409)
  for (const reply of busy) expectBusy(reply)
  const others = replies.filter((reply) => !busy.includes(reply))
  expect(others.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1)
  for (const reply of others) expect(answer(reply)).toEqual({ status, text: worked(replies).text })
}

function worked(replies: readonly Reply[]): Reply {
  const found = replies.find(({ status, headers }) => status < 300 && headers['idempotent-replayed'] === undefined)
  if (found === undefined) throw new Error('Nothing was done')
  return found
}

if (inject('store') === 'mongo') {
  test('of two servers on one store that are asked at once one works', { timeout: roundsTimeout(usual) }, async () => {
    const database = await freshDatabase('mongo')
    const servers = [await startKeyBox({ database }), await startKeyBox({ database })] as const
    try {
      const [one, other] = servers
      const owner = await aSeller(one)
      for (let round = 0; round < usual * 2; round += 1) {
        for (const make of Object.values(NAMED_REQUESTS)) {
          const request = await make(owner)
          const key = unique('key')
          const replies = await Promise.all([one, other, one, other].map((server) => sendNamed(server, request, key)))
          expectOneWorked(replies, request.status)
          const again = await Promise.all(servers.map((server) => sendNamed(server, request, key)))
          expect(again.map(answer)).toEqual([answer(worked(replies)), answer(worked(replies))])
        }
      }
    } finally {
      for (const server of servers) await server.close()
      await database.drop()
    }
  })
}
