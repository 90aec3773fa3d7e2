import type { Overrides } from '@keybox/app'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { capturedLog } from '../support/captured-log.ts'
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts'
import type { Reply } from '../support/http-client.ts'
import { START_OF_TESTS, startKeyBox, type KeyBoxOptions, type TestKeyBox } from '../support/keybox.ts'
import type { StoreName } from '../support/provided-context.ts'
import { UNKNOWN_KEY } from '../support/routes.ts'
import { aSeller, PASSWORD } from '../support/seller.ts'
import { secretsIn } from '../support/secret-traces.ts'
import { storedBytes } from '../support/stored-bytes.ts'
import { MINUTE, testClock } from '../support/test-clock.ts'

const env = { KEYBOX_VALIDATE_RATE_MAX: '3', KEYBOX_AUTH_RATE_MAX: '3', KEYBOX_KEY_GUESSES_MAX: '3' }
const clock = testClock(START_OF_TESTS)
const ADDRESS = '127.0.5.123'

interface Server extends TestKeyBox {
  /** What it would do by itself every half a second. */
  readonly exchanges: readonly (() => Promise<void>)[]
  exchange(): Promise<void>
}

async function start(options: KeyBoxOptions, store?: StoreName): Promise<Server> {
  const exchanges: (() => Promise<void>)[] = []
  const repeat: Overrides['repeat'] = (_pauseMs, task) => {
    exchanges.push(task)
    return () => undefined
  }
  const keybox = await startKeyBox({ env, clock, ...options, repeat }, store)
  return Object.assign(keybox, {
    exchanges,
    async exchange() {
      for (const exchange of exchanges) await exchange()
    },
  })
}

/** Counts whatever the store does: it is a 404. */
function ask(server: TestKeyBox, from: string, path = '/validate/other'): Promise<Reply> {
  return server.send({ method: 'GET', path, from })
}

function post(server: TestKeyBox, from: string, path: string, body: object): Promise<Reply> {
  const headers = { 'content-type': 'application/json' }
  return server.send({ method: 'POST', path, headers, body: JSON.stringify(body), from })
}

const limits = ({ status, headers }: Reply) => [status, headers['ratelimit-remaining'], headers['ratelimit-reset']]

describe('two servers on one MongoDB', () => {
  let database: FreshDatabase
  let one: Server
  let two: Server
  let host = 0
  let client = ''

  beforeAll(async () => {
    database = await freshDatabase('mongo')
    ;[one, two] = [await start({ database }), await start({ database })]
  })
  beforeEach(() => {
    clock.set(START_OF_TESTS)
    host += 1
    client = `127.0.6.${host}`
  })
  afterAll(async () => {
    await Promise.all([one.close(), two.close()])
    await database.drop()
  })

  test('refuse together what each of them alone would have let in', async () => {
    for (const remaining of ['2', '1', '0']) expect(limits(await ask(one, client))).toEqual([404, remaining, '900'])
    await one.exchange()
    clock.advance(MINUTE)
    expect(limits(await ask(two, client))).toEqual([404, '2', '900'])
    await two.exchange()
    const refused = await ask(two, client)
    expect(limits(refused)).toEqual([429, '0', '840'])
    expect(refused.headers['retry-after']).toBe('840')
    clock.advance(14 * MINUTE)
    expect(limits(await ask(two, client))).toEqual([404, '2', '900'])
    expect(limits(await ask(one, client))).toEqual([404, '2', '900'])
  })

  test('count signing in together too, apart from validation', async () => {
    for (const server of [one, two]) {
      await ask(server, client, '/auth/login')
      await server.exchange()
    }
    expect(limits(await ask(two, client, '/auth/signup'))).toEqual([404, '0', '900'])
    expect(limits(await ask(two, client))).toEqual([404, '2', '900'])
  })

  test('keep no address in the store', async () => {
    await ask(one, ADDRESS)
    const before = await storedBytes(database.url)
    await one.exchange()
    const stored = await storedBytes(database.url)
    expect(stored.length).toBeGreaterThan(before.length)
    expect(secretsIn(stored, [{ name: 'an address', text: ADDRESS }])).toEqual([])
  })
})

describe('two servers on one MongoDB, without limits on addresses', () => {
  const guessable = { KEYBOX_KEY_GUESSES_MAX: '3' }
  const ACCOUNT_GUESSES = 100
  const [HOME, CAFE] = ['127.0.7.1', '127.0.7.2']
  const guess = (server: Server) => post(server, CAFE, '/validate', { key: UNKNOWN_KEY })
  let database: FreshDatabase
  let one: Server
  let two: Server

  beforeAll(async () => {
    clock.set(START_OF_TESTS)
    database = await freshDatabase('mongo')
    ;[one, two] = [
      await start({ database, env: guessable, cheapHash: true }),
      await start({ database, env: guessable, cheapHash: true }),
    ]
  })
  afterAll(async () => {
    await Promise.all([one.close(), two.close()])
    await database.drop()
  })

  test('count unknown keys together', async () => {
    for (let told = 0; told < 3; told += 1) expect((await guess(one)).status).toBe(200)
    await one.exchange()
    expect((await guess(two)).status).toBe(200)
    await two.exchange()
    expect((await guess(two)).status).toBe(429)
  })

  test('count wrong passwords together, and know together where an account is used, also after a restart', async () => {
    const { email } = await aSeller(one)
    const logIn = (server: Server, from: string, password = PASSWORD) =>
      post(server, from, '/auth/login', { email, password }).then(({ status }) => status)
    expect(await logIn(one, HOME)).toBe(200)
    for (let wrong = 0; wrong < ACCOUNT_GUESSES; wrong += 20) {
      await Promise.all(Array.from({ length: 20 }, () => logIn(one, CAFE, 'not the password')))
    }
    await one.exchange()
    expect(await logIn(two, CAFE, 'not the password')).toBe(401)
    await two.exchange()
    expect(await logIn(two, CAFE)).toBe(429)
    // Told in the background, when it signed in.
    await vi.waitFor(async () => expect(await logIn(two, HOME)).toBe(200), { timeout: 10_000 })

    const restarted = await start({ database, env: guessable, cheapHash: true })
    expect(await logIn(restarted, CAFE, 'not the password')).toBe(401)
    await restarted.exchange()
    expect(await logIn(restarted, CAFE)).toBe(429)
    expect(await logIn(restarted, HOME)).toBe(200)
    await restarted.close()
    expect(secretsIn(await storedBytes(database.url), [{ name: 'an address', text: HOME }])).toEqual([])
  })
})

test('a server whose store is gone goes on counting alone, and says so once', async () => {
  const database = await freshDatabase('mongo')
  const log = capturedLog()
  const server = await start({
    database,
    env: { ...env, KEYBOX_LOG_LEVEL: 'warn' },
    logDestination: log.destination,
  })
  await server.store.close()
  for (const remaining of ['2', '1', '0']) {
    expect(limits(await ask(server, ADDRESS))).toEqual([404, remaining, '900'])
    await server.exchange()
  }
  expect((await ask(server, ADDRESS)).status).toBe(429)
  expect(log.text().match(/counted by this server alone/g)).toHaveLength(1)
  await server.close()
  await database.drop()
})

test.each(['memory', 'sqlite'] as const)('a server that is alone on its store exchanges nothing: %s', async (store) => {
  const server = await start({}, store)
  expect(server.exchanges).toEqual([])
  await server.close()
})
