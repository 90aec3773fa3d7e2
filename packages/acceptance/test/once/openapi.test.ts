import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describedNames, undescribed } from '../support/described.ts'
import { unreachableStore } from '../support/decorated-store.ts'
import { isJsonObject, type JsonObject, type Reply } from '../support/http-client.ts'
import { startKeyBox, type TestKeyBox } from '../support/keybox.ts'
import { REPOSITORY } from '../support/program.ts'
import { promisedOfEveryBody, promisedReplies } from '../support/promised-replies.ts'
import { listAt, valueAt } from '../support/reply.ts'
import { UNKNOWN_ID, UNKNOWN_KEY } from '../support/routes.ts'
import { aSeller, PASSWORD } from '../support/seller.ts'

let keybox: TestKeyBox
let document: JsonObject

beforeAll(async () => {
  keybox = await startKeyBox({}, 'memory')
  document = (await keybox.call('GET', '/openapi.json')).body
})

afterAll(() => keybox.close())

function responseSchema(route: string, status: number): unknown {
  const [method = '', path = ''] = route.split(' ')
  const response = valueAt(document, ['paths', path, method.toLowerCase(), 'responses', String(status)])
  return valueAt(response, ['content', 'application/json', 'schema'])
}

/** The codes that a schema allows, from the part of it that is the route's own. */
function codesIn(schema: unknown): readonly string[] {
  const parts = valueAt(schema, ['allOf'])
  const own = [schema, ...(Array.isArray(parts) ? parts : [])]
  return own.flatMap((part) => {
    const codes = valueAt(part, ['properties', 'code', 'enum'])
    return Array.isArray(codes) ? codes.map(String) : []
  })
}

test('is valid, says a validator that is not ours', async () => {
  const validator = new Validator()
  expect(await validator.validate({ ...document })).toEqual({ valid: true })
  expect(validator.version).toMatch(/^3\./)
})

describe.each(Object.entries(promisedReplies))('%s', (route, replies) => {
  test('describes every status and every code', () => {
    for (const [status, codes] of Object.entries(replies)) {
      const schema = responseSchema(route, Number(status))
      expect(schema, `${route} ${status}`).toBeDefined()
      expect(codesIn(schema)).toEqual(expect.arrayContaining([...codes]))
    }
    if (route.startsWith('GET /health')) return
    for (const [status, codes] of Object.entries(promisedOfEveryBody)) {
      expect(codesIn(responseSchema(route, Number(status)))).toEqual(expect.arrayContaining([...codes]))
    }
  })

  test('describes its body', () => {
    const [method = '', path = ''] = route.split(' ')
    if (method === 'GET' || path.includes('{key}') || path.startsWith('/auth/logout')) return
    const body = valueAt(document, [
      'paths',
      path,
      method.toLowerCase(),
      'requestBody',
      'content',
      'application/json',
      'schema',
    ])
    expect(describedNames(document, body).length).toBeGreaterThan(0)
  })
})

test('every code has an entry in docs/errors', async () => {
  const entries = await readFile(join(REPOSITORY, 'docs/errors/README.md'), 'utf8')
  const codes = valueAt(document, ['components', 'schemas', 'Error', 'properties', 'code', 'enum'])
  if (!Array.isArray(codes)) throw new TypeError('no list of codes')
  const promised = [...Object.values(promisedReplies), promisedOfEveryBody].flatMap((replies) => Object.values(replies))
  for (const code of new Set([...codes.map(String), ...promised.flat(), 'ROUTE_NOT_FOUND'])) {
    expect(entries).toMatch(new RegExp(`^#+ .*${code}`, 'm'))
  }
})

/** Each reply of a story that shows every route, by the route that gave it. */
async function story(): Promise<readonly (readonly [string, Reply])[]> {
  const seen: (readonly [string, Reply])[] = []
  const seller = await aSeller(keybox)
  const { clientId, projectId, key } = await seller.sell()
  const call = async (method: string, path: string, body?: unknown): Promise<void> => {
    const route = `${method} ${path.replace(/\?.*/, '').replace(/(revoke\/).+/, '$1{key}')}`
    seen.push([route, await seller.call(method, path, body)])
  }
  const order = { clientId, projectId, projectName: 'Shop', duration: 1, services: ['Hosting'] }
  await call('POST', '/auth/signup', {
    name: 'B',
    email: 'b@example.com',
    password: '12345678',
    confirm_password: '12345678',
  })
  await call('POST', '/auth/signup', {})
  await call('POST', '/auth/login', { email: 'b@example.com', password: '12345678' })
  await call('POST', '/auth/login', { email: 'b@example.com', password: 'wrong' })
  await call('POST', '/auth/refresh', {})
  await call('POST', '/auth/refresh', { refreshToken: 'used' })
  const { body: begun } = await keybox.call('POST', '/auth/login', { email: 'b@example.com', password: '12345678' })
  await call('POST', '/auth/refresh', { refreshToken: begun['refreshToken'] })
  await call('POST', '/auth/password', { old_password: 'wrong', new_password: '12345678' })
  await call('POST', '/auth/password', { old_password: PASSWORD, new_password: PASSWORD })
  await call('GET', '/auth/me')
  await call('POST', '/clients', { name: 'Acme', email: 'acme@example.com' })
  await call('POST', '/clients', { name: 'Acme', email: 'acme@example.com' })
  await call('POST', '/clients', { name: 'Acme', email: 'acme' })
  await call('POST', '/projects/createProject', order)
  await call('POST', '/projects/createProject', { ...order, clientId: UNKNOWN_ID })
  await call('POST', '/license/create', order)
  await call('POST', '/license/create', { ...order, projectId: UNKNOWN_ID })
  for (const machineId of [undefined, 'pc', 'pc', 'other']) {
    await call('POST', '/validate', { key, machineId })
    await call('POST', '/validate/activate', { key, machineId })
  }
  for (const wrong of [UNKNOWN_KEY, '', 7]) await call('POST', '/validate', { key: wrong })
  for (const state of [undefined, { revoked: true }, { revoked: 'x' }])
    await call('PATCH', `/license/revoke/${key}`, state)
  await call('PATCH', `/license/revoke/${UNKNOWN_KEY}`)
  await call('POST', '/validate', { key, machineId: 'pc' })
  await call('GET', '/dashboard')
  await call('GET', '/dashboard?clientId=abc')
  await call('GET', '/health')
  await call('GET', '/health/ready')
  // The second has no session any more.
  await call('POST', '/auth/logout-all')
  await call('POST', '/auth/logout')
  return seen
}

test('the routes that take an Idempotency-Key say so, and no others', () => {
  const taking = Object.entries(document['paths'] as JsonObject).flatMap(([path, operations]) => {
    const parameters = valueAt(operations, ['post', 'parameters'])
    const names = Array.isArray(parameters) ? parameters.map((parameter) => valueAt(parameter, ['name'])) : []
    return names.includes('Idempotency-Key') ? [path] : []
  })
  expect(taking.toSorted()).toEqual(['/clients', '/license/create', '/projects/createProject', '/validate/activate'])
  for (const path of taking) {
    const responses = valueAt(document, ['paths', path, 'post', 'responses'])
    const success = path === '/validate/activate' ? '200' : '201'
    expect(valueAt(responses, [success, 'headers'])).toHaveProperty('Idempotent-Replayed')
    expect(valueAt(responses, ['409', 'headers'])).toHaveProperty('Retry-After')
    const parameter = listAt(document, 'paths', path, 'post', 'parameters').find(
      ({ name }) => name === 'Idempotency-Key',
    )
    expect(parameter).toMatchObject({ in: 'header', required: false, schema: { maxLength: 255 } })
  }
})

describe('replies', () => {
  test('of a story with every route are as described, with no field that is not', async () => {
    for (const [route, reply] of await story()) {
      const schema = responseSchema(route, reply.status)
      expect(schema, `${route} ${reply.status}`).toBeDefined()
      expect({ route, faults: undescribed(document, schema, reply.body) }).toEqual({ route, faults: [] })
      const names = describedNames(document, schema)
      expect(Object.keys(reply.body).filter((name) => !names.includes(name))).toEqual([])
    }
  })

  test('of a server whose store is gone are as described', async () => {
    const failing = await startKeyBox({ decorateStore: unreachableStore }, 'memory')
    try {
      for (const [route, body] of [
        ['POST /validate', { key: UNKNOWN_KEY }],
        ['POST /validate/activate', { key: UNKNOWN_KEY, machineId: 'pc' }],
        ['POST /auth/login', { email: 'a@example.com', password: 'whatever' }],
        ['GET /health/ready', undefined],
      ] as const) {
        const [method = '', path = ''] = route.split(' ')
        const reply = await failing.call(method, path, body)
        expect(reply.status).toBeGreaterThanOrEqual(500)
        expect(undescribed(document, responseSchema(route, reply.status), reply.body)).toEqual([])
      }
    } finally {
      await failing.close()
    }
  })

  test('that are not as described are seen', () => {
    const schema = responseSchema('POST /validate', 200)
    for (const wrong of [{}, { success: false }, { success: true, message: 'x', valid: 'yes', status: 'active' }]) {
      expect(isJsonObject(wrong) && undescribed(document, schema, wrong)).not.toEqual([])
    }
  })
})
