import type { AddressInfo } from 'node:net'
import type { Writable } from 'node:stream'
import { buildKeyBox, readConfiguration, type KeyBox, type Overrides } from '@keybox/app'
import type { RandomBytes, Store } from '@keybox/domain'
import { afterAll, beforeAll, inject } from 'vitest'
import { freshDatabase, type FreshDatabase } from './fresh-database.ts'
import { send, type Address, type Call, type Reply } from './http-client.ts'
import type { StoreName } from './provided-context.ts'
import { testClock, type TestClock } from './test-clock.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface KeyBoxOptions {
  /** Over the settings of a test: no rate limits, no log, a secret. */
  readonly env?: Environment
  /** What the server sees instead of its store. */
  readonly decorateStore?: (store: Store) => Store
  readonly randomBytes?: RandomBytes
  readonly logDestination?: Writable
  /** Where a server of before left its data; a fresh database when none is given. */
  readonly database?: FreshDatabase
  readonly clock?: TestClock
  readonly repeat?: NonNullable<Overrides['repeat']>
  /** By what the time of a request is measured, in milliseconds. */
  readonly monotonic?: () => number
  /** For tests of many log-ins: a hash that costs next to nothing. */
  readonly cheapHash?: boolean
}

/** KeyBox as a whole, listening, on a database of its own; the clock is ours. */
export interface TestKeyBox {
  readonly address: Address
  readonly clock: TestClock
  readonly store: Store
  readonly server: KeyBox['server']
  readonly startLine: string
  /** As in `KEYBOX_DATABASE_URL`. */
  readonly databaseUrl: string
  send(call: Call): Promise<Reply>
  /** Sends `body` as JSON; undefined sends none. */
  call(method: string, path: string, body?: unknown, headers?: Call['headers']): Promise<Reply>
  close(): Promise<void>
}

/** Any 32 bytes do: each database is thrown away. */
export const TEST_SECRET = 'acceptance tests need no secrecy'

/** The last day of a January before a leap-year February: the term that is easiest to get wrong. */
export const START_OF_TESTS = '2024-01-31T09:30:15.000Z'

const DEFAULTS: Environment = {
  HOST: '127.0.0.1',
  PORT: '0',
  KEYBOX_SECRET: TEST_SECRET,
  KEYBOX_VALIDATE_RATE_MAX: 'off',
  KEYBOX_AUTH_RATE_MAX: 'off',
  KEYBOX_KEY_GUESSES_MAX: 'off',
  KEYBOX_LOG_LEVEL: 'silent',
}

export async function startKeyBox(
  options: KeyBoxOptions = {},
  store: StoreName = inject('store'),
): Promise<TestKeyBox> {
  const database = options.database ?? (await freshDatabase(store))
  const clock = options.clock ?? testClock(START_OF_TESTS)
  const keybox = await buildFrom({ ...DEFAULTS, KEYBOX_DATABASE_URL: database.url, ...options.env }, clock, options)
  await keybox.server.listen({ host: '127.0.0.1', port: 0 })
  const address = listeningOn(keybox)
  return {
    address,
    clock,
    store: keybox.store,
    server: keybox.server,
    startLine: keybox.startLine(`http://${address.host}:${address.port}`),
    databaseUrl: database.url,
    send: (call) => send(address, call),
    call: (method, path, body, headers) => send(address, jsonCall(method, path, body, headers)),
    close: async () => {
      await keybox.close()
      if (options.database === undefined) await database.drop()
    },
  }
}

/** Starts KeyBox before the tests of a spec file or a `describe`, and ends it after them. */
export function useKeyBox(options: KeyBoxOptions = {}): TestKeyBox {
  let running: TestKeyBox | undefined
  const started = (): TestKeyBox => {
    if (running === undefined) throw new Error('KeyBox runs only while tests do')
    return running
  }
  beforeAll(async () => {
    running = await startKeyBox(options)
  })
  afterAll(() => running?.close())
  return {
    get address() {
      return started().address
    },
    get clock() {
      return started().clock
    },
    get store() {
      return started().store
    },
    get server() {
      return started().server
    },
    get startLine() {
      return started().startLine
    },
    get databaseUrl() {
      return started().databaseUrl
    },
    send: (call) => started().send(call),
    call: (method, path, body, headers) => started().call(method, path, body, headers),
    close: () => started().close(),
  }
}

async function buildFrom(env: Environment, clock: TestClock, options: KeyBoxOptions): Promise<KeyBox> {
  const configuration = readConfiguration(env)
  if (!configuration.ok) throw new Error(configuration.error.join('\n'))
  const { decorateStore, randomBytes, logDestination, repeat, monotonic, cheapHash = false } = options
  const keybox = await buildKeyBox(configuration.value, {
    clock,
    ...(decorateStore === undefined ? {} : { store: decorateStore }),
    ...(randomBytes === undefined ? {} : { randomBytes }),
    ...(logDestination === undefined ? {} : { logDestination }),
    ...(repeat === undefined ? {} : { repeat }),
    ...(monotonic === undefined ? {} : { monotonic }),
    ...(cheapHash && { passwordHashCost: { memoryKiB: 8, passes: 1, parallelism: 1 } }),
  })
  if (!keybox.ok) throw new Error(JSON.stringify(keybox.error))
  return keybox.value
}

function listeningOn(keybox: KeyBox): Address {
  const bound: AddressInfo | string | null = keybox.server.server.address()
  if (bound === null || typeof bound === 'string') throw new Error('KeyBox does not listen on a port')
  return { host: '127.0.0.1', port: bound.port }
}

function jsonCall(method: string, path: string, body: unknown, headers: Call['headers']): Call {
  if (body === undefined) return { method, path, headers: { ...headers } }
  return { method, path, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}
