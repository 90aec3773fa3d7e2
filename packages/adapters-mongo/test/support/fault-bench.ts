import type { Client } from '@keybox/domain'
import { freshDatabaseUri, startOwnMongoDb, type TestMongoDb } from '@keybox/test-mongodb'
import { MongoClient, type Document } from 'mongodb'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { failCommand } from './fail-command.ts'

import { killSessionsOf, openOnServer } from './server-state.ts'
import { withUriOptions } from './uri-options.ts'
import { openWatchedStore, type WatchedStore } from './watched-store.ts'
import { storeOwner, writePair, type PairOutcome, type PairUnit } from './write-pair.ts'

const APP = 'faults'

/** Long enough for what is to succeed after a retry; what is never to succeed waits for it to pass. */
export const UNIT_TIMEOUT_MS = 2000

/** Takes the connection away instead of an answer. */
export const CLOSE_CONNECTION: Document = { closeConnection: true }

/** What tells the driver that a transaction may be run again. */
export const TRANSIENT: Document = { errorLabels: ['TransientTransactionError'] }

/** A store on a server of its own whose commands can be made to fail. */
export interface FaultBench {
  readonly watched: WatchedStore
  /** For one more store whose commands fail with this one's. */
  readonly uri: string
  /** Makes the store's next commands of these names fail. */
  fail(commands: readonly string[], mode: Document | 'alwaysOn' | 'off', data: Document): Promise<void>
  /** What `ask` asks the store for at once has so many milliseconds. */
  within<T>(timeMs: number, ask: () => T): T
  /** Writes a pair under a fault that is gone afterwards. */
  pairUnder(
    commands: readonly string[],
    mode: Document | 'alwaysOn',
    data: Document,
    unit?: PairUnit,
  ): Promise<PairOutcome & { readonly owner: Client }>
}

/** After each test nothing is open on the server or in the pool, and the next unit is served. */
export function useFaultBench(): () => FaultBench {
  let server: TestMongoDb | undefined
  let observer: MongoClient | undefined
  let bench: FaultBench | undefined

  beforeAll(async () => {
    server = await startOwnMongoDb()
    observer = new MongoClient(server.uri)
    bench = await openBench(freshDatabaseUri(server.uri))
  })

  afterAll(async () => {
    await bench?.watched.store.close()
    await observer?.close()
    await server?.stop()
  })

  afterEach(async () => {
    if (bench !== undefined && observer !== undefined) await expectNothingOpen(bench, observer)
  })

  return () => {
    if (bench === undefined) throw new Error('The bench is not set up yet: ask for it inside a test')
    return bench
  }
}

async function openBench(database: string): Promise<FaultBench> {
  const uriOptions = `appName=${APP}`
  let timeLeft = UNIT_TIMEOUT_MS
  const watched = await openWatchedStore(database, { uriOptions, timeLeft: () => timeLeft })
  const fail: FaultBench['fail'] = (failCommands, mode, data) =>
    failCommand(database, mode, { appName: APP, failCommands, ...data })
  return {
    watched,
    uri: withUriOptions(database, uriOptions),
    fail,
    within(timeMs, ask) {
      timeLeft = timeMs
      try {
        return ask()
      } finally {
        timeLeft = UNIT_TIMEOUT_MS
      }
    },
    async pairUnder(commands, mode, data, unit) {
      const owner = await storeOwner(watched.store)
      watched.sent.length = 0
      await fail(commands, mode, data)
      const outcome = await writePair(watched.store, owner, unit)
      await failCommand(database, 'off', {})
      return { ...outcome, owner }
    },
  }
}

async function expectNothingOpen({ uri, watched }: FaultBench, observer: MongoClient): Promise<void> {
  await failCommand(uri, 'off', {})
  // A commit that never reached the server leaves its transaction to the server's own time-out of a minute.
  const commands = watched.sent.map(({ command }) => command)
  await killSessionsOf(observer, commands)
  await expect.poll(() => openOnServer(observer)).toStrictEqual({ transactions: 0, cursors: 0, operations: 0 })
  await expect.poll(() => watched.connectionsInUse()).toBe(0)
  const next = await storeOwner(watched.store)
  expect(await writePair(watched.store, next)).toStrictEqual({ runs: 1, failure: undefined })
}
