import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { gate } from '@keybox/contracts'
import { StoreFailure } from '@keybox/domain'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test, vi } from 'vitest'
import { Lifecycle } from '../src/index.ts'
import { startApi } from './support/api.ts'
import { aDeveloper } from './support/developer.ts'
import { listen } from './support/raw-http.ts'

const OVERLOADED = { success: false, code: 'OVERLOADED', message: 'Server is overloaded, please try again later' }
const INVALID = { verdict: { status: 'invalid' }, asOf: undefined, proven: false } as const
const LOGIN = { email: 'a@example.com', password: 'any password' }

function post(path: string, body: string, length = body.length): string {
  return `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`
}

/** All that comes on a connection, as it comes. */
function heard(port: number): { readonly socket: Socket; readonly text: () => string } {
  let text = ''
  const socket = connect(port, '127.0.0.1')
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  socket.on('error', () => {})
  return { socket, text: () => text }
}

/** A log-in that waits until it is let go. */
function slowLogIn() {
  const asked = gate()
  const goOn = gate()
  const logIn = async () => {
    asked.open()
    await goOn.opened
    return { ok: false, error: { type: 'InvalidCredentials' } } as const
  }
  return { logIn, asked: asked.opened, goOn: () => goOn.open() }
}

const failing = async () => Promise.reject(new StoreFailure('OVERLOADED', 'too much'))

async function refused(reader: ReturnType<typeof heard>): Promise<void> {
  await vi.waitUntil(() => reader.text().endsWith('}'))
  expect(reader.text()).toMatch(/^HTTP\/1.1 503 [^]*\r\nretry-after: 1\r\n/)
  reader.socket.destroy()
}

const logIn = (server: FastifyInstance) => server.inject({ method: 'POST', url: '/auth/login', payload: LOGIN })
const validate = (server: FastifyInstance) =>
  server.inject({ method: 'POST', url: '/validate', payload: { key: 'a', machineId: 'b' } })

describe('past the bound', () => {
  test('requests are refused before their bodies are looked at, and validation and health go on', async () => {
    const { logIn: slow, asked, goOn } = slowLogIn()
    const { server } = await startApi({ useCases: { logIn: slow }, options: { loadBounds: { signIns: 1 } } })
    const first = logIn(server)
    await asked
    const turnedAway = await server.inject({
      method: 'POST',
      url: '/auth/login',
      headers: { 'content-type': 'text/plain' },
      payload: 'no JSON',
    })
    expect(turnedAway.statusCode).toBe(503)
    expect(turnedAway.headers['retry-after']).toBe('1')
    expect(turnedAway.json()).toMatchObject(OVERLOADED)
    expect((await validate(server)).statusCode).toBe(200)
    expect((await server.inject('/health')).statusCode).toBe(200)
    expect((await server.inject('/health/ready')).statusCode).toBe(200)
    goOn()
    expect((await first).statusCode).toBe(401)
    expect((await logIn(server)).statusCode).toBe(401)
  })

  const KINDS = {
    signIns: { method: 'POST', url: '/auth/login', payload: LOGIN },
    activations: { method: 'POST', url: '/validate/activate', payload: { key: 'a', machineId: 'b' } },
    requests: { method: 'GET', url: '/auth/me', headers: { authorization: 'Bearer nobody' } },
  } as const
  const KIND_NAMES = ['signIns', 'activations', 'requests'] as const
  const FIRST_ASKED = { signIns: 'logIn', activations: 'activateLicense', requests: 'authenticate' } as const

  test.each(KIND_NAMES)('%s leave the others their places', async (kind) => {
    const asked = gate()
    const goOn = gate()
    const slow = async () => {
      asked.open()
      await goOn.opened
      return Promise.reject(new StoreFailure('STORE_UNAVAILABLE', 'let go'))
    }
    const loadBounds = { signIns: 1, activations: 1, requests: 1 }
    const { server } = await startApi({ useCases: { [FIRST_ASKED[kind]]: slow }, options: { loadBounds } })
    const first = server.inject(KINDS[kind])
    await asked.opened
    for (const other of KIND_NAMES) {
      const { statusCode } = await server.inject(KINDS[other])
      expect([other, statusCode === 503]).toEqual([other, other === kind])
    }
    goOn.open()
    expect((await first).statusCode).toBe(500)
  })

  test('validations are refused without a verdict, by the lane too, and everything else goes on', async () => {
    const asked = gate()
    const goOn = gate()
    const validateLicense = async () => {
      asked.open()
      await goOn.opened
      return INVALID
    }
    const { server } = await startApi({ useCases: { validateLicense }, options: { loadBounds: { validations: 1 } } })
    const port = await listen(server)
    const [one, two] = [heard(port), heard(port)]
    one.socket.write(post('/validate', '{"key":"a"}'))
    await asked.opened
    two.socket.write(post('/validate', '{"key":"b"}'))
    await vi.waitUntil(() => two.text().endsWith('}'))
    expect(two.text()).toMatch(/^HTTP\/1.1 503 [^]*\r\nretry-after: 1\r\n[^]*"code":"OVERLOADED"/)
    expect(two.text()).toContain('"valid":null,"status":"server_error"')
    expect((await logIn(server)).statusCode).toBe(401)
    goOn.open()
    await vi.waitUntil(() => one.text().endsWith('}'))
    expect(one.text()).toMatch(/^HTTP\/1.1 200 /)
    expect((await validate(server)).statusCode).toBe(200)
    one.socket.destroy()
    two.socket.destroy()
  })

  test('a store with too much waiting is a 503 to everybody', async () => {
    const { server } = await startApi({ useCases: { logIn: failing, validateLicense: failing } })
    const port = await listen(server)
    const lane = heard(port)
    lane.socket.write(post('/validate', '{"key":"a"}'))
    await vi.waitUntil(() => lane.text().endsWith('}'))
    expect(lane.text()).toMatch(/^HTTP\/1.1 503 [^]*\r\nretry-after: 1\r\n/)
    const reply = await logIn(server)
    expect([reply.statusCode, reply.headers['retry-after']]).toEqual([503, '1'])
    lane.socket.destroy()
  })

  test('whoever goes away leaves the place', async () => {
    const { logIn: slow, asked, goOn } = slowLogIn()
    const { server } = await startApi({ useCases: { logIn: slow }, options: { loadBounds: { signIns: 1 } } })
    const port = await listen(server)
    const gone = heard(port)
    gone.socket.write(post('/auth/login', JSON.stringify(LOGIN)))
    await asked
    gone.socket.resetAndDestroy()
    goOn()
    await vi.waitUntil(async () => (await logIn(server)).statusCode === 401)
  })

  test('dashboards of one owner are refused, those of another not, until a reader is gone', async () => {
    let asked = 0
    const { server } = await startApi({
      options: { loadBounds: { dashboards: 2, dashboardsOfOwner: 1 } },
      useCases: {
        // A store that never has the first entry.
        async *readDashboard() {
          asked += 1
          await new Promise(() => {})
          yield { type: 'counts', clients: 0, projects: 0 }
        },
      },
    })
    const port = await listen(server)
    const [one, two] = [await aDeveloper(server), await aDeveloper(server)]
    const read = ({ headers: { authorization } }: typeof one) => {
      const reader = heard(port)
      reader.socket.write(`GET /dashboard HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n\r\n`)
      return reader
    }
    const first = read(one)
    await vi.waitUntil(() => asked === 1)
    await refused(read(one))
    const other = read(two)
    await vi.waitUntil(() => asked === 2)
    first.socket.destroy()
    await vi.waitUntil(async () => {
      const next = read(one)
      await vi.waitUntil(() => asked === 3 || next.text() !== '')
      next.socket.destroy()
      return asked === 3
    })
    other.socket.destroy()
  })
})

test('the body that has been on its way for longest makes room for the next', async () => {
  const { server } = await startApi({ options: { loadBounds: { arrivingBodies: 1 } } })
  const port = await listen(server)
  const body = JSON.stringify(LOGIN)
  const [slow, next] = [heard(port), heard(port)]
  slow.socket.write(post('/auth/login', body.slice(0, 5), body.length))
  await once(server.server, 'request')
  next.socket.write(post('/auth/login', body.slice(0, 5), body.length))
  await vi.waitUntil(() => slow.text().endsWith('}'))
  expect(slow.text()).toMatch(/^HTTP\/1.1 503 [^]*\r\nretry-after: 1\r\n[^]*"code":"OVERLOADED"/)
  next.socket.write(body.slice(5))
  await vi.waitUntil(() => next.text().endsWith('}'))
  expect(next.text()).toMatch(/^HTTP\/1.1 401 /)
  slow.socket.destroy()
  next.socket.destroy()
})

test('a connection with many requests is cut where too many replies wait, and one with a single request is not', async () => {
  const { logIn: slow, asked, goOn } = slowLogIn()
  const { server } = await startApi({ useCases: { logIn: slow }, options: { loadBounds: { replies: 2 } } })
  const port = await listen(server)
  const single = heard(port)
  single.socket.write(post('/auth/login', JSON.stringify(LOGIN)))
  await asked
  const many = heard(port)
  const cut = once(many.socket, 'close')
  many.socket.write(post('/auth/login', JSON.stringify(LOGIN)).repeat(5))
  await cut
  goOn()
  await vi.waitUntil(() => single.text().endsWith('}'))
  expect(single.text()).toMatch(/^HTTP\/1.1 401 /)
  single.socket.destroy()
})

test('a server that drains is not ready, serves on, and asks with each last reply for its connection to be closed', async () => {
  const lifecycle = new Lifecycle()
  const { server } = await startApi({ options: { lifecycle } })
  const port = await listen(server)
  const before = heard(port)
  before.socket.write(post('/validate', '{"key":"a"}'))
  await vi.waitUntil(() => before.text().endsWith('}'))
  expect(before.text()).not.toMatch(/connection: close/i)
  lifecycle.drain()
  const closed = once(before.socket, 'close')
  before.socket.write(post('/validate', '{"key":"a"}') + post('/validate', '{"key":"b"}'))
  await closed
  const [, second = '', third = ''] = before.text().split('HTTP/1.1 200 OK').slice(1)
  expect(second).not.toMatch(/connection: close/i)
  expect(third).toMatch(/connection: close/i)
  const ready = await server.inject('/health/ready')
  expect([ready.statusCode, ready.headers['connection']]).toEqual([503, 'close'])
  expect((await logIn(server)).statusCode).toBe(401)
})
