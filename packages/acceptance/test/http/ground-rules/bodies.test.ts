import { beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { useKeyBox } from '../../support/keybox.ts'
import { expectEnvelope, expectError } from '../../support/reply.ts'
import { authenticatedRoutes, publicRoutes, UNKNOWN_KEY } from '../../support/routes.ts'
import { aSeller, type Seller } from '../../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})

const withBody = [...publicRoutes, ...authenticatedRoutes].filter(({ method }) => method !== 'GET')

/** JSON of exactly so many bytes. */
const ofBytes = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`

async function sendRaw(method: string, path: string, body: string | Uint8Array, type = 'application/json') {
  const authorization = `Bearer ${await seller.token()}`
  return keybox.send({ method, path, headers: { authorization, 'content-type': type }, body })
}

describe.each(withBody)('$method $path', ({ method, path }) => {
  test.each(['{', '{"a":1,}', "{'a':1}", '{"key":"x"', 'key=x', '\ufffe', '{"a":NaN}', '[1,2', '"'])(
    row('RULE-JSON', 'answers 400 to %j, which is not JSON'),
    async (body) => {
      const reply = await sendRaw(method, path, body)
      expect({ body, status: reply.status }).toEqual({ body, status: 400 })
      expectEnvelope(reply)
    },
  )

  test.each(['[]', '[{}]', '"text"', '7', 'true', 'null'])(
    row('RULE-PROTO', 'answers 400 to %s, which is no object'),
    async (body) => {
      const reply = await sendRaw(method, path, body)
      expect({ body, status: reply.status }).toEqual({ body, status: 400 })
      expectEnvelope(reply)
    },
  )

  test.each([
    '{"__proto__":{"revoked":true}}',
    '{"__proto__":null}',
    '{"a":{"__proto__":{}}}',
    '{"\\u005f_proto__":{"x":1}}',
  ])(row('RULE-PROTO', 'answers 400 to %s'), async (body) => {
    const reply = await sendRaw(method, path, body)
    expect({ body, status: reply.status }).toEqual({ body, status: 400 })
    expectEnvelope(reply)
  })

  test(row('RULE-413', 'answers 413 to more than 64 KiB'), async () => {
    expect((await sendRaw(method, path, ofBytes(64 * 1024))).status).not.toBe(413)
    const reply = await sendRaw(method, path, ofBytes(64 * 1024 + 1))
    expect(reply.status).toBe(413)
    expectEnvelope(reply)
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'x',
  ])(row('RULE-415', 'answers 415 to %s'), async (type) => {
    const reply = await sendRaw(method, path, '{}', type)
    expect(reply.status).toBe(415)
    expectEnvelope(reply)
  })

  test('takes JSON under any spelling of its content type', async () => {
    for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json;charset=UTF-8']) {
      expect((await sendRaw(method, path, '{}', type)).status).not.toBe(415)
    }
  })
})

test.each([
  ['GET', '/'],
  ['GET', '/clients'],
  ['DELETE', '/clients'],
  ['PUT', '/clients'],
  ['GET', '/auth/signup'],
  ['GET', '/auth/login'],
  ['POST', '/auth/me'],
  ['GET', '/auth/users'],
  ['GET', '/projects/createProject'],
  ['POST', '/projects/createproject'],
  ['GET', '/license/create'],
  ['POST', `/license/revoke/${UNKNOWN_KEY}`],
  ['PATCH', '/license/revoke'],
  ['PATCH', '/license/revoke/'],
  ['POST', '/dashboard'],
  ['GET', '/validate'],
  ['PUT', '/validate'],
  ['GET', '/validate/activate'],
  ['POST', '/validate/deactivate'],
  ['POST', '/health'],
  ['GET', '/v1/health'],
  ['GET', '/nothing/here?x=1'],
  ['GET', '/%2e%2e/etc/passwd'],
  ['GET', '/__proto__'],
])(row('RULE-404', '%s %s does not exist'), async (method, path) => {
  const reply = await keybox.call(method, path, undefined, { authorization: `Bearer ${await seller.token()}` })
  expect(reply.status).toBe(404)
  expectEnvelope(reply)
})

test(row('RULE-404', 'tells the same of a route, with a token and without'), async () => {
  expectError(await keybox.call('GET', '/clients'), 404, String((await seller.call('GET', '/clients')).body['message']))
})

test('a path that cannot be decoded is a 400 in the same shape', async () => {
  for (const path of ['/%', '/license/revoke/%E0%A4%A', '/dashboard/%ff']) {
    const reply = await keybox.call('PATCH', path, undefined, { authorization: `Bearer ${await seller.token()}` })
    expect([400, 404]).toContain(reply.status)
    expectEnvelope(reply)
  }
})
