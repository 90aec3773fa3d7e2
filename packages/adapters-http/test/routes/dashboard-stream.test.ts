import { once } from 'node:events'
import { connect } from 'node:net'
import { type DashboardEntry, StoreFailure } from '@keybox/domain'
import { describe, expect, test } from 'vitest'
import { aClient, gate } from '@keybox/contracts'
import { startApi } from '../support/api.ts'
import { aDeveloper } from '../support/developer.ts'
import { listen, parseRaw } from '../support/raw-http.ts'

const counts: DashboardEntry = { type: 'counts', clients: 1, projects: 0 }

const aClientEntry = (): DashboardEntry => ({ type: 'client', client: aClient() })

/** A server whose dashboard is `entries`, and what signs a request to it. */
async function withEntries(entries: () => AsyncIterable<DashboardEntry>) {
  const { server } = await startApi({ useCases: { readDashboard: entries } })
  const developer = await aDeveloper(server)
  const head = `GET /dashboard HTTP/1.1\r\nHost: x\r\nAuthorization: ${developer.headers.authorization}\r\n`
  return { server, developer, head }
}

describe('when the store fails', () => {
  test.each([
    ['at once', []],
    ['after the counts', [counts]],
    ['after a client that was not sent yet', [counts, aClientEntry()]],
  ])('%s it is a clean 500', async (_case, before) => {
    const { server, developer } = await withEntries(async function* () {
      yield* before
      throw new StoreFailure('STORE_UNAVAILABLE', 'gone')
    })
    const response = await server.inject({ url: '/dashboard', headers: developer.headers })
    expect(response.statusCode).toBe(500)
    expect(response.json()).toMatchObject({
      success: false,
      message: 'Failed to fetch dashboard',
      code: 'STORE_UNAVAILABLE',
      requestId: response.headers['x-request-id'],
    })
  })

  test('after the first byte the connection is cut, and what was sent is no JSON', async () => {
    const firstByte = gate()
    const { server, head } = await withEntries(async function* () {
      yield counts
      for (let client = 0; client < 1000; client += 1) yield aClientEntry()
      await firstByte.opened
      throw new StoreFailure('STORE_UNAVAILABLE', 'gone')
    })
    const socket = connect(await listen(server), '127.0.0.1')
    let text = ''
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('utf8')
      firstByte.open()
    })
    socket.write(`${head}\r\n`)
    await once(socket, 'close')
    const reply = parseRaw(text)
    expect(reply.status).toBe(200)
    expect(reply.headers['transfer-encoding']).toBe('chunked')
    expect(text.endsWith('0\r\n\r\n')).toBe(false)
    expect(text).not.toContain('"success":false')
  })

  test('a dashboard without its counts is a failure, not a tree', async () => {
    const { server, developer } = await withEntries(async function* () {
      yield aClientEntry()
    })
    const response = await server.inject({ url: '/dashboard', headers: developer.headers })
    expect(response.statusCode).toBe(500)
  })
})

describe('a client that', () => {
  test('goes away ends the reading', async () => {
    const released = gate()
    const { server, head } = await withEntries(async function* () {
      try {
        yield counts
        for (;;) yield aClientEntry()
      } finally {
        released.open()
      }
    })
    const socket = connect(await listen(server), '127.0.0.1')
    socket.write(`${head}\r\n`)
    await once(socket, 'data')
    socket.destroy()
    await released.opened
  })

  test('goes away before the first byte ends the reading too', async () => {
    const asked = gate()
    const gone = gate()
    const released = gate()
    const { server, head } = await withEntries(async function* () {
      try {
        asked.open()
        await gone.opened
        yield counts
        for (;;) yield aClientEntry()
      } finally {
        released.open()
      }
    })
    server.server.once('connection', (socket) => socket.once('close', () => gone.open()))
    const socket = connect(await listen(server), '127.0.0.1')
    socket.write(`${head}\r\n`)
    await asked.opened
    socket.destroy()
    await released.opened
  })

  test('does not read makes the server wait instead of buffering', async () => {
    let taken = 0
    const { server, head } = await withEntries(async function* () {
      yield counts
      for (;;) {
        taken += 1
        yield aClientEntry()
      }
    })
    const socket = connect(await listen(server), '127.0.0.1')
    socket.write(`${head}\r\n`)
    await once(socket, 'readable')
    // Entries come without delay, so what is taken stops growing only because nobody reads.
    const settled = await untilUnchanged(() => taken)
    expect(settled).toBeLessThan(200_000)
    socket.destroy()
  })

  test('sends nonsense while its dashboard comes gets the error after it, not into it', async () => {
    const refused = gate()
    const { server, head } = await withEntries(async function* () {
      yield counts
      for (let client = 0; client < 1000; client += 1) yield aClientEntry()
      await refused.opened
      yield aClientEntry()
    })
    server.server.once('clientError', () => refused.open())
    const socket = connect(await listen(server), '127.0.0.1')
    let text = ''
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('utf8')
    })
    socket.once('data', () => socket.write('nonsense\r\n\r\n'))
    socket.write(`${head}\r\n`)
    await once(socket, 'close')
    const [dashboard = '', error = ''] = text.split(/(?<=\r\n0\r\n\r\n)(?=HTTP)/)
    expect(parseRaw(dashboard).status).toBe(200)
    expect(dashboard).not.toContain('BAD_REQUEST')
    expect(JSON.parse(parseRaw(error).body)).toMatchObject({ code: 'BAD_REQUEST' })
  })
})

/** Looks again in each turn of the event loop until a number has stayed the same for many of them. */
async function untilUnchanged(read: () => number): Promise<number> {
  let last = read()
  for (let same = 0; same < 200; same += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    if (read() !== last) same = 0
    last = read()
  }
  return last
}
