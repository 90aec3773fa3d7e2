import { createHash } from 'node:crypto'
import { rounds, roundsTimeout } from '@keybox/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { row } from '../support/contract-rows.ts'
import { interleaving } from '../support/decorated-store.ts'
import type { Reply } from '../support/http-client.ts'
import { useKeyBox } from '../support/keybox.ts'
import { listAt } from '../support/reply.ts'
import { aSeller, PASSWORD, unique, validate, type Seller } from '../support/seller.ts'

const keybox = useKeyBox({ decorateStore: interleaving })
let seller: Seller
let clientId: string

beforeAll(async () => {
  seller = await aSeller(keybox)
  clientId = await seller.addClient()
})

const AT_ONCE = 30
const usual = rounds(3)
const timeout = roundsTimeout(usual)

const atOnce = (call: (index: number) => Promise<Reply>) =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, index) => call(index)))
const activate = (key: string, machineId: string) => keybox.call('POST', '/validate/activate', { key, machineId })
const countOf = (replies: readonly Reply[], status: number) => replies.filter((reply) => reply.status === status).length

describe(`in each of ${usual} rounds`, { timeout }, () => {
  test(row('ACT-RACE', `of ${AT_ONCE} machines that activate one key at once exactly one wins`), async () => {
    for (let round = 0; round < usual; round += 1) {
      const { key } = await seller.addProject(clientId)
      const replies = await atOnce((machine) => activate(key, `machine-${machine}`))
      const winner = replies.findIndex(({ status }) => status === 200)
      expect(countOf(replies, 200)).toBe(1)
      expect(countOf(replies, 403)).toBe(AT_ONCE - 1)
      for (const [machine, { body }] of replies.entries()) {
        if (machine !== winner) expect(body['message']).toBe('License already activated on another machine')
      }
      expect((await validate(keybox, { key, machineId: `machine-${winner}` }))['status']).toBe('active')
    }
  })

  test(row('ACT-SAME', `${AT_ONCE} activations by one machine at once all succeed, with one binding`), async () => {
    for (let round = 0; round < usual; round += 1) {
      const { key } = await seller.addProject(clientId)
      const replies = await atOnce(() => activate(key, 'one'))
      expect(countOf(replies, 200)).toBe(AT_ONCE)
      const digests = new Set(replies.map(({ body }) => body['machineId']))
      expect([...digests]).toEqual([createHash('sha256').update('one').digest('hex')])
      expect(new Set(replies.map(({ body }) => body['activatedAt'])).size).toBe(1)
      const first = replies.filter(({ body }) => body['message'] === 'License activated successfully')
      expect(first).toHaveLength(1)
    }
  })

  test('once a revoke was answered, an activation that raced it leaves no valid key', async () => {
    for (let round = 0; round < usual * 5; round += 1) {
      const { key } = await seller.addProject(clientId)
      const [activation, revocation] = await Promise.all([activate(key, 'pc'), seller.revoke(key, { revoked: true })])
      expect(revocation.body['status']).toBe('REVOKED')
      expect([200, 403]).toContain(activation.status)
      expect((await validate(keybox, { key, machineId: 'pc' }))['status']).toBe('revoked')
    }
  })

  test(`of ${AT_ONCE} equal client emails at once one is stored`, async () => {
    for (let round = 0; round < usual; round += 1) {
      const email = `${unique('race')}@example.com`
      const replies = await atOnce(() => seller.call('POST', '/clients', { name: 'Acme', email }))
      expect([countOf(replies, 201), countOf(replies, 409)]).toEqual([1, AT_ONCE - 1])
      const stored = listAt((await seller.call('GET', '/dashboard')).body, 'data').filter(
        (client) => client['email'] === email,
      )
      expect(stored).toHaveLength(1)
    }
  })
})

test('of 8 equal sign-ups at once one opens an account', async () => {
  const email = `${unique('race')}@example.com`
  const account = { name: 'Ada', email, password: PASSWORD, confirm_password: PASSWORD }
  const replies = await Promise.all(Array.from({ length: 8 }, () => keybox.call('POST', '/auth/signup', account)))
  expect([countOf(replies, 201), countOf(replies, 409)]).toEqual([1, 7])
})

test(row('TOGGLE-ATOMIC', 'toggles and settings at once end in a state that the last of them left'), async () => {
  const { key } = await seller.addProject(clientId)
  await activate(key, 'pc')
  const replies = await atOnce((index) => seller.revoke(key, index % 3 === 0 ? { revoked: true } : undefined))
  expect(countOf(replies, 200)).toBe(AT_ONCE)
  const { status } = (await seller.revoke(key, { revoked: true })).body
  expect(status).toBe('REVOKED')
  expect((await validate(keybox, { key, machineId: 'pc' }))['status']).toBe('revoked')
})
