import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { useKeyBox } from '../support/keybox.ts'
import { expectEnvelope } from '../support/reply.ts'
import { authenticatedRoutes, publicRoutes } from '../support/routes.ts'
import { aSeller, type Seller } from '../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
  await seller.sell()
})

/** Every field name of the API, so that what is random meets code that reads it. */
const FIELDS = ['name', 'email', 'clientId', 'projectId', 'projectName', 'duration', 'services', 'revoked']
const PUBLIC_FIELDS = ['password', 'confirm_password', 'key', 'machineId', 'instanceId', 'productName']

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', '$gt', '__proto__', 'a@b.cd'),
)
const anyValue = fc.oneof(
  anyText,
  fc.jsonValue({ maxDepth: 3 }),
  fc.double(),
  fc.integer(),
  fc.array(anyText, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('$gt', '$ne', '$where', 'toString', 'length'), anyText),
)
const anyBody = fc.dictionary(fc.constantFrom(...FIELDS, ...PUBLIC_FIELDS), anyValue, { noNullPrototype: true })

/** Enough to meet each field with each sort of value, few enough to stay fast; a failure prints its seed. */
const RUNS = 40

describe.each([...publicRoutes, ...authenticatedRoutes])('$method $path', ({ method, path }) => {
  test('answers any JSON at all in the common shape, and never with a 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, async (body) => {
        const reply = await seller.call(method, path, body)
        expect(reply.status).toBeLessThan(500)
        expectEnvelope(reply)
      }),
      { numRuns: RUNS },
    )
  })

  test('answers any bytes at all in the common shape, and never with a 5xx', async () => {
    const authorization = `Bearer ${await seller.token()}`
    const types = fc.constantFrom('application/json', 'application/json; charset=utf-16', 'text/json', '')
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), types, async (body, type) => {
        const reply = await keybox.send({ method, path, headers: { authorization, 'content-type': type }, body })
        expect(reply.status).toBeLessThan(500)
        expectEnvelope(reply)
      }),
      { numRuns: RUNS },
    )
  })
})

test('any path at all is answered in the common shape, and never with a 5xx', async () => {
  const segment = fc.string({ unit: 'grapheme', maxLength: 12 }).map(encodeURIComponent)
  const prefix = fc.constantFrom('/', '/license/revoke/', '/validate/', '/auth/', '/dashboard?clientId=', '/health/')
  await fc.assert(
    fc.asyncProperty(
      prefix,
      segment,
      fc.constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE'),
      async (start, end, method) => {
        const reply = await seller.call(method, start + end)
        expect(reply.status).toBeLessThan(500)
        expectEnvelope(reply)
      },
    ),
    { numRuns: 150 },
  )
})
