import { beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { useKeyBox } from '../../support/keybox.ts'
import { answer, everythingOf, NAMED_REQUESTS, sendNamed } from '../../support/named-requests.ts'
import { expectEnvelope, expectError } from '../../support/reply.ts'
import { aSeller, unique, type Seller } from '../../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})

describe.each(Object.entries(NAMED_REQUESTS))('%s', (_, make) => {
  test(row('IDEM-REPLAY', 'sent again gets the same reply, byte for byte, and nothing more is written'), async () => {
    const request = await make(seller)
    const key = unique('key')
    const first = await sendNamed(keybox, request, key)
    expect(first.status, first.text).toBe(request.status)
    expect(first.headers).not.toHaveProperty('idempotent-replayed')
    const written = await everythingOf(seller)
    for (let again = 0; again < 3; again += 1) {
      keybox.clock.advance(60_000)
      const replayed = await sendNamed(keybox, request, key)
      expect(answer(replayed)).toEqual(answer(first))
      expect(replayed.headers['idempotent-replayed']).toBe('true')
      expect(replayed.headers['content-type']).toBe(first.headers['content-type'])
      expect(replayed.headers['x-request-id']).not.toBe(first.headers['x-request-id'])
      expectEnvelope(replayed)
    }
    expect(await everythingOf(seller)).toEqual(written)
  })

  test(row('IDEM-BODY', 'with another body under the same key is refused, and nothing is written'), async () => {
    const request = await make(seller)
    const key = unique('key')
    const first = await sendNamed(keybox, request, key)
    const written = await everythingOf(seller)
    for (const body of [request.otherBody, { ...request.body, more: 1 }]) {
      const refused = await sendNamed(keybox, { ...request, body }, key)
      expectError(refused, 422, 'Idempotency key reused with a different request')
      expect(refused.body['code']).toBe('IDEMPOTENCY_KEY_REUSED')
    }
    expect(await everythingOf(seller)).toEqual(written)
    expect(answer(await sendNamed(keybox, request, key))).toEqual(answer(first))
  })

  test('is the same request however its JSON is spelt', async () => {
    const request = await make(seller)
    const key = unique('key')
    const first = await sendNamed(keybox, request, key)
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'idempotency-key': key,
      ...(request.seller === undefined ? {} : { authorization: `Bearer ${await seller.token()}` }),
    }
    const turned = Object.fromEntries(Object.entries(request.body).toReversed())
    const body = JSON.stringify(turned, undefined, '\t').replace(/a/, String.raw`\u0061`)
    const replayed = await keybox.send({ method: 'POST', path: request.path, headers, body })
    expect(answer(replayed)).toEqual(answer(first))
    expect(replayed.headers['idempotent-replayed']).toBe('true')
  })

  test('works without a key as ever', async () => {
    const request = await make(seller)
    const first = await sendNamed(keybox, request, undefined)
    expect(first.status).toBe(request.status)
    expect((await sendNamed(keybox, request, undefined)).headers).not.toHaveProperty('idempotent-replayed')
  })
})

describe('a key', () => {
  test(row('IDEM-SCOPE', 'of one seller is another one for another seller'), async () => {
    const key = unique('key')
    const other = await aSeller(keybox)
    const body = { name: 'Acme', email: `${unique('shared')}@example.com` }
    const first = await sendNamed(keybox, { path: '/clients', body, seller }, key)
    const second = await sendNamed(keybox, { path: '/clients', body: { ...body, name: 'Other' }, seller: other }, key)
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.headers).not.toHaveProperty('idempotent-replayed')
    expect(second.body).toMatchObject({ client: { name: 'Other', owner: other.userId } })
  })

  test(row('IDEM-SCOPE', 'on one route is another one on another route'), async () => {
    const key = unique('key')
    for (const make of Object.values(NAMED_REQUESTS)) {
      const request = await make(seller)
      const reply = await sendNamed(keybox, request, key)
      expect(reply.status, reply.text).toBe(request.status)
      expect(reply.headers).not.toHaveProperty('idempotent-replayed')
    }
  })

  test(row('IDEM-SCOPE', 'of one licence is another one for another licence'), async () => {
    const key = unique('key')
    for (let sold = 0; sold < 2; sold += 1) {
      const body = { key: (await seller.sell()).key, machineId: 'pc' }
      const reply = await sendNamed(keybox, { path: '/validate/activate', body, seller: undefined }, key)
      expect(reply.body['message']).toBe('License activated successfully')
    }
  })
})

test('an activation that was answered is answered so again, also when the licence was revoked since', async () => {
  const sold = await seller.sell()
  const key = unique('key')
  const request = { path: '/validate/activate', body: { key: sold.key, machineId: 'pc' }, seller: undefined }
  const first = await sendNamed(keybox, request, key)
  await seller.revoke(sold.key, { revoked: true })
  expect(answer(await sendNamed(keybox, request, key))).toEqual(answer(first))
  expectError(await sendNamed(keybox, request, unique('key')), 403, 'License has been revoked')
  const verdict = await keybox.call('POST', '/validate', request.body)
  expect(verdict.body['status']).toBe('revoked')
})

test('an activation of the same machine under a key of its own is repeated too', async () => {
  const { key: license } = await seller.sellActivated('pc')
  const key = unique('key')
  const request = { path: '/validate/activate', body: { key: license, machineId: 'pc' }, seller: undefined }
  const first = await sendNamed(keybox, request, key)
  expect(first.body['message']).toBe('License already activated on this machine')
  const replayed = await sendNamed(keybox, request, key)
  expect(answer(replayed)).toEqual(answer(first))
  expect(replayed.headers['idempotent-replayed']).toBe('true')
})

test('other routes do not look at the header', async () => {
  const { key: license } = await seller.sellActivated('pc')
  const headers = { 'idempotency-key': '', authorization: `Bearer ${await seller.token()}` }
  for (const [method, path, body] of [
    ['POST', '/validate', { key: license, machineId: 'pc' }],
    ['GET', '/dashboard', undefined],
    ['PATCH', `/license/revoke/${license}`, undefined],
    ['PATCH', `/license/revoke/${license}`, undefined],
    ['POST', '/auth/login', { email: seller.email, password: 'correct horse battery' }],
  ] as const) {
    const reply = await keybox.call(method, path, body, headers)
    expect(reply.status, reply.text).toBe(200)
    expect(reply.headers).not.toHaveProperty('idempotent-replayed')
  }
})
