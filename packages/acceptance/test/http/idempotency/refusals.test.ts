import { beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { useKeyBox } from '../../support/keybox.ts'
import { answer, everythingOf, NAMED_REQUESTS, sendNamed, type NamedRequest } from '../../support/named-requests.ts'
import { expectError } from '../../support/reply.ts'
import { UNKNOWN_ID, UNKNOWN_KEY } from '../../support/routes.ts'
import { aSeller, unique, type Seller } from '../../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})

const INVALID = 'Idempotency-Key must be 1 to 255 visible ASCII characters'

describe.each(Object.entries(NAMED_REQUESTS))('%s', (_, make) => {
  test.each([
    ['empty', ''],
    ['too long', 'x'.repeat(256)],
    ['with a space', 'a b'],
    ['not ASCII', 'clé'],
    ['twice', ['one', 'two']],
    ['twice the same', ['one', 'one']],
  ])(row('IDEM-KEY', 'refuses a key that is none, and does nothing: %s'), async (__, key) => {
    const request = await make(seller)
    const before = await everythingOf(seller)
    const refused = await sendNamed(keybox, request, key)
    expectError(refused, 400, INVALID)
    expect(refused.body['code']).toBe('IDEMPOTENCY_KEY_INVALID')
    expect(await everythingOf(seller)).toEqual(before)
  })

  test(row('IDEM-FAILED', 'says what is wrong with the body first, and leaves the key unused'), async () => {
    const request = await make(seller)
    const key = unique('key')
    const faulty = { ...request, body: { ...request.body, name: 7, clientId: 7, key: 7 } }
    for (const shown of ['', key, key]) {
      const refused = await sendNamed(keybox, faulty, shown)
      expectError(refused, 400, 'Validation error', {
        errors: expect.anything(),
        details: expect.stringContaining('must be'),
      })
    }
    const done = await sendNamed(keybox, request, key)
    expect(done.status, done.text).toBe(request.status)
    expect(done.headers).not.toHaveProperty('idempotent-replayed')
    expectError(await sendNamed(keybox, faulty, key), 400, 'Validation error', {
      errors: expect.anything(),
      details: expect.anything(),
    })
  })

  test('takes a key in quotes for the same as without', async () => {
    const request = await make(seller)
    const key = unique('key')
    const first = await sendNamed(keybox, request, `"${key}"`)
    expect(answer(await sendNamed(keybox, request, key))).toEqual(answer(first))
  })

  test('asks who it is before it looks at a key', async () => {
    const request = await make(seller)
    if (request.seller === undefined) return
    const key = unique('key')
    await sendNamed(keybox, request, key)
    for (const shown of [key, '']) {
      expectError(await sendNamed(keybox, { ...request, seller: undefined }, shown), 401, 'No token provided')
    }
  })
})

describe('what failed is done when it is asked for again', () => {
  test('a client whose email is taken', async () => {
    const email = `${unique('taken')}@example.com`
    await seller.addClient({ email })
    const body = { name: 'Acme', email }
    const refusal = [409, 'Client with this email already exists', { field: 'email' }] as const
    await expectDoneAfter({ path: '/clients', body, seller }, refusal, async () => ({
      body: { ...body, email: `${unique('free')}@example.com` },
    }))
  })

  test('a project for a client that is not there', async () => {
    const body = { clientId: UNKNOWN_ID, projectName: 'Shop', duration: 12, services: ['Hosting'] }
    await expectDoneAfter({ path: '/projects/createProject', body, seller }, [404, 'Client not found'], async () => ({
      body: { ...body, clientId: await seller.addClient() },
    }))
  })

  test('a licence for a project that is not there', async () => {
    const { clientId, projectId } = await seller.sell()
    const body = { clientId, projectId: UNKNOWN_ID, duration: 1 }
    await expectDoneAfter({ path: '/license/create', body, seller }, [404, 'Project not found'], async () => ({
      body: { ...body, projectId },
    }))
  })

  test('an activation while the licence is revoked', async () => {
    const { key } = await seller.sell()
    await seller.revoke(key, { revoked: true })
    const request = { path: '/validate/activate', body: { key, machineId: 'pc' }, seller: undefined }
    await expectDoneAfter(request, [403, 'License has been revoked'], async () => {
      await seller.revoke(key, { revoked: false })
      return {}
    })
  })

  test('an activation of a key that is not there', async () => {
    const body = { key: UNKNOWN_KEY, machineId: 'pc' }
    const request = { path: '/validate/activate', body, seller: undefined }
    await expectDoneAfter(request, [404, 'License not found'], async () => ({
      body: { ...body, key: (await seller.sell()).key },
    }))
  })

  test('an activation on a machine that has no fingerprint', async () => {
    const { key } = await seller.sell()
    const request = { path: '/validate/activate', body: { key }, seller: undefined }
    await expectDoneAfter(request, [400, 'Machine ID is required'], async () => ({ body: { key, machineId: 'pc' } }))
  })
})

/** Fails, is mended, and is done under the key that failed. */
async function expectDoneAfter(
  request: Pick<NamedRequest, 'path' | 'body' | 'seller'>,
  [status, message, fields]: readonly [number, string, Record<string, unknown>?],
  mend: () => Promise<Partial<NamedRequest>>,
): Promise<void> {
  const key = unique('key')
  for (let time = 0; time < 2; time += 1) expectError(await sendNamed(keybox, request, key), status, message, fields)
  const mended = { ...request, ...(await mend()) }
  const done = await sendNamed(keybox, mended, key)
  expect(done.status, done.text).toBeLessThan(300)
  expect(answer(await sendNamed(keybox, mended, key))).toEqual(answer(done))
}
