import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deeplyNested, hostileValues } from '../support/hostile-values.ts'
import { isJsonObject, type JsonObject, type Reply } from '../support/http-client.ts'
import { useKeyBox } from '../support/keybox.ts'
import { expectEnvelope } from '../support/reply.ts'
import { aSeller, PASSWORD, type ProjectWithKey, type Seller } from '../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller
let sold: ProjectWithKey
let before: Reply

beforeAll(async () => {
  seller = await aSeller(keybox)
  sold = await seller.sell()
  before = await seller.call('GET', '/dashboard')
})

/** Whatever was sent: nothing of this seller's has changed. */
async function expectNothingStored(): Promise<void> {
  expect((await seller.call('GET', '/dashboard')).body).toEqual(before.body)
}

afterAll(expectNothingStored)

interface Surface {
  readonly method: string
  readonly path: string
  /** A body that would be taken. */
  readonly good: () => JsonObject
  /** Fields that need not be there, or are ignored: with them left out, null or empty the body is still good. */
  readonly optional?: readonly string[]
}

const surfaces: readonly Surface[] = [
  {
    method: 'POST',
    path: '/auth/signup',
    good: () => ({ name: 'Eve', email: 'eve@example.com', password: PASSWORD, confirm_password: PASSWORD }),
  },
  { method: 'POST', path: '/auth/login', good: () => ({ email: seller.email, password: PASSWORD }) },
  { method: 'POST', path: '/clients', good: () => ({ name: 'Bad', email: 'bad@example.com' }) },
  {
    method: 'POST',
    path: '/projects/createProject',
    good: () => ({ clientId: sold.clientId, projectName: 'Bad', duration: 1, services: ['Hosting'] }),
  },
  {
    method: 'POST',
    path: '/license/create',
    good: () => ({ clientId: sold.clientId, projectId: sold.projectId, duration: 1, services: ['Hosting'] }),
    optional: ['services'],
  },
  { method: 'PATCH', path: '/license/revoke/:key', good: () => ({ revoked: true }), optional: ['revoked'] },
  { method: 'GET', path: '/dashboard', good: () => ({ clientId: sold.clientId }), optional: ['clientId'] },
  {
    method: 'POST',
    path: '/validate',
    good: () => ({ key: sold.key, machineId: 'pc', instanceId: 'i' }),
    optional: ['machineId', 'instanceId'],
  },
  {
    method: 'POST',
    path: '/validate/activate',
    good: () => ({ key: sold.key, machineId: 'pc', instanceId: 'i' }),
    optional: ['machineId', 'instanceId'],
  },
]

const pathOf = ({ path }: Surface) => path.replace(':key', sold.key)

/** With these an optional field counts as absent, so that the rest of the body would be taken: no bad input. */
const absent = new Set(['left out', 'null', 'an empty text'])
/** A text of any content is a key or an email that nobody has, or a password that is wrong: an answer, and no fault. */
const answers: Readonly<Record<string, readonly number[]>> = { '/auth/login': [401], '/validate': [200] }

function isRefusal({ status }: Reply, { path }: Surface, value: unknown): boolean {
  if (typeof value === 'string' && answers[path]?.includes(status) === true) return true
  return status >= 400 && status < 500
}

describe.each(surfaces)('$method $path', (surface) => {
  const send = (body: unknown) => seller.call(surface.method, pathOf(surface), body)
  const sendText = async (body: string | Uint8Array) =>
    keybox.send({
      method: surface.method,
      path: pathOf(surface),
      headers: { authorization: `Bearer ${await seller.token()}`, 'content-type': 'application/json' },
      body,
    })

  test('every hostile value in every field is a clear 4xx in the one shape, and stores nothing', async () => {
    for (const field of Object.keys(surface.good())) {
      for (const [name, value] of Object.entries(hostileValues)) {
        if (absent.has(name) && surface.optional?.includes(field) === true) continue
        if (field === 'revoked' && value === true) continue
        if (field === 'duration' && value === 7) continue
        const reply = await send({ ...surface.good(), [field]: value })
        const refused = isRefusal(reply, surface, value)
        expect.soft({ field, name, refused, status: reply.status }).toMatchObject({ refused: true })
        expectEnvelope(reply)
      }
    }
    await expectNothingStored()
  })

  test('hostile items of a list are a clear 4xx too', async () => {
    if (!('services' in surface.good())) return
    for (const [name, value] of Object.entries(hostileValues)) {
      const reply = await send({ ...surface.good(), services: ['Hosting', value] })
      expect.soft({ name, status: reply.status }).toEqual({ name, status: 400 })
      expectEnvelope(reply)
    }
    const thousand = await send({ ...surface.good(), services: Array.from({ length: 1000 }, () => 'Hosting') })
    expect(thousand.status).toBe(400)
    await expectNothingStored()
  })

  test('all fields hostile at once are too', async () => {
    for (const value of Object.values(hostileValues).filter((hostile) => hostile !== undefined && hostile !== null)) {
      const body = Object.fromEntries(Object.keys(surface.good()).map((field) => [field, value]))
      if (value === true && surface.path.startsWith('/license/revoke')) continue
      if (value === '' && surface.path === '/dashboard') continue
      const reply = await send(body)
      expect.soft(isRefusal(reply, surface, value), `${reply.status} ${JSON.stringify(value).slice(0, 40)}`).toBe(true)
      expectEnvelope(reply)
    }
    await expectNothingStored()
  })

  test('ten megabytes are a 413, in a field or around it', async () => {
    const huge = 'x'.repeat(10 * 1024 * 1024)
    for (const body of [JSON.stringify({ ...surface.good(), name: huge }), `${' '.repeat(10 * 1024 * 1024)}{}`]) {
      const reply = await sendText(body)
      expect(reply.status).toBe(413)
      expectEnvelope(reply)
    }
    await expectNothingStored()
  })

  test('deep nesting, __proto__ and broken UTF-8 are a 4xx', async () => {
    const good = JSON.stringify(surface.good()).slice(1)
    const bodies = [
      `{"__proto__":{"admin":true},${good}`,
      `{"a":[{"__proto__":{}}],${good}`,
      '['.repeat(20_000),
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      deeplyNested(5000).slice(1),
      Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22]),
    ]
    for (const body of bodies) {
      const reply = await sendText(body)
      expect(reply.status).toBe(400)
      expectEnvelope(reply)
    }
    await expectNothingStored()
  })

  test('deep nesting in a field that is ignored, or in one that is not, never ends in a 5xx', async () => {
    for (const field of ['ignored', ...Object.keys(surface.good())]) {
      const good: unknown = { ...surface.good(), ...(field === 'ignored' ? spoiled(surface) : {}) }
      if (!isJsonObject(good)) throw new TypeError('no object')
      const text = JSON.stringify({ ...good, [field]: 'HERE' }).replace('"HERE"', deeplyNested(5000))
      const reply = await sendText(text)
      expect(reply.status).toBeLessThan(500)
      expectEnvelope(reply)
    }
    await expectNothingStored()
  })
})

/** Makes a good body one that changes nothing even where it is taken. */
function spoiled({ path }: Surface): JsonObject {
  if (path.startsWith('/validate')) return { key: 'KB-unknown' }
  if (path.startsWith('/license/revoke')) return { revoked: false }
  return { name: '', email: '', clientId: '', password: '' }
}

test('hostile keys in the path of a revoke are a 4xx', async () => {
  for (const key of [
    '%00',
    '%ED%A0%80',
    'x'.repeat(10_000),
    '..%2f..',
    '%24where',
    '__proto__',
    `${sold.key}%00`,
    '%20',
  ]) {
    const reply = await seller.revoke(key, { revoked: true })
    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(reply.status).toBeLessThan(500)
    expectEnvelope(reply)
  }
  await expectNothingStored()
})

test('hostile queries of the dashboard are a 4xx or are ignored', async () => {
  const wrong = [
    'clientId=%00',
    'clientId[$gt]=',
    'clientId=a&clientId=b',
    `clientId=${'x'.repeat(5000)}`,
    'clientId=%ED%A0%80',
  ]
  for (const query of [...wrong, '__proto__=1', 'constructor=1', '%', '&&&=', 'clientid=x']) {
    const reply = await seller.call('GET', `/dashboard?${query}`)
    expect(reply.status).toBeLessThan(500)
    expectEnvelope(reply)
  }
  await expectNothingStored()
})

test('the account that hostile sign-ups asked for was never opened', async () => {
  const reply = await keybox.call('POST', '/auth/login', { email: 'eve@example.com', password: PASSWORD })
  expect(reply.status).toBe(401)
})
