import { settableClock, sharedCountsInMemory, type SettableClock } from '@keybox/contracts'
import { StoreFailure } from '@keybox/domain'
import { describe, expect, test } from 'vitest'
import { CountExchange, type CountExchangeOptions, type WindowCounter } from '../../src/plugins/count-exchange.ts'
import { FixedWindowStore } from '../../src/plugins/fixed-window-store.ts'

const MINUTE = 60_000
const WINDOW = 15 * MINUTE

interface Server {
  readonly exchange: CountExchange
  /** Counts a request, and says how many there were. */
  count(client?: string): number
  /** Milliseconds to the end of the window; counts too. */
  timeLeft(client?: string): number
}

interface ServerOptions {
  readonly counts: CountExchangeOptions['counts']
  readonly clock: SettableClock
  readonly maxStated?: number
}

function aServer(options: ServerOptions): Server {
  const exchange = new CountExchange({ ...options, pseudonym: (client) => client })
  const counter: WindowCounter = exchange.share('validate', new FixedWindowStore(options.clock), WINDOW)
  return {
    exchange,
    count: (client = 'a') => counter.count(client, WINDOW).current,
    timeLeft: (client = 'a') => counter.count(client, WINDOW).ttl,
  }
}

function twoServers(): { readonly clock: SettableClock; readonly one: Server; readonly two: Server } {
  const [clock, join] = [settableClock(), sharedCountsInMemory()]
  return { clock, one: aServer({ counts: join(), clock }), two: aServer({ counts: join(), clock }) }
}

test('a request is counted by what is known when it comes', async () => {
  const { one, two } = twoServers()
  expect([one.count(), one.count(), two.count()]).toEqual([1, 2, 1])
  await one.exchange.exchange()
  expect(two.count()).toBe(2)
  await two.exchange.exchange()
  expect(two.count()).toBe(5)
  await one.exchange.exchange()
  expect(one.count()).toBe(3)
  await one.exchange.exchange()
  expect(one.count()).toBe(6)
})

test('what is counted while an exchange is under way is stated in the next one', async () => {
  const [clock, join] = [settableClock(), sharedCountsInMemory()]
  const counts = join()
  const one = aServer({
    clock,
    counts: {
      exchange(counted, now) {
        one.count()
        return counts.exchange(counted, now)
      },
    },
  })
  one.count()
  await one.exchange.exchange()
  const two = aServer({ clock, counts: join() })
  two.count()
  await two.exchange.exchange()
  expect(two.count()).toBe(3)
  await one.exchange.exchange()
  await two.exchange.exchange()
  expect(two.count()).toBe(5)
})

test('all servers take the earliest start, and begin anew together', async () => {
  const { clock, one, two } = twoServers()
  one.count()
  await one.exchange.exchange()
  clock.advance(10 * MINUTE)
  expect(two.timeLeft()).toBe(WINDOW)
  await two.exchange.exchange()
  expect(two.timeLeft()).toBe(5 * MINUTE)
  clock.advance(5 * MINUTE)
  expect([one.count(), two.count()]).toEqual([1, 1])
})

test('a window that ended elsewhere takes nothing from the one that runs here', async () => {
  const { clock, one, two } = twoServers()
  for (let request = 0; request < 5; request += 1) one.count()
  await one.exchange.exchange()
  clock.advance(WINDOW - 1)
  two.count()
  clock.advance(1)
  await two.exchange.exchange()
  expect(two.count()).toBe(2)
  expect(one.count()).toBe(1)
  await two.exchange.exchange()
  await one.exchange.exchange()
  expect(one.timeLeft()).toBe(WINDOW - 1)
  expect(one.count()).toBe(5)
})

test('limits are counted apart', async () => {
  const [clock, join] = [settableClock(), sharedCountsInMemory()]
  const servers = [join(), join()].map((counts) => {
    const exchange = new CountExchange({ counts, clock, pseudonym: (client) => client })
    const areas = ['validate', 'auth'].map((name) => exchange.share(name, new FixedWindowStore(clock), WINDOW))
    return { exchange, count: () => areas.map((area) => area.count('a', WINDOW).current) }
  })
  for (const { exchange, count } of servers) {
    count()
    await exchange.exchange()
  }
  expect(servers[1]?.count()).toEqual([3, 3])
})

test('what could not be stated goes on being counted here, and is stated when it can be', async () => {
  const [clock, join] = [settableClock(), sharedCountsInMemory()]
  const counts = join()
  let isDown = true
  const failing: CountExchangeOptions['counts'] = {
    exchange: (counted, now) =>
      isDown ? Promise.reject(new StoreFailure('STORE_UNAVAILABLE', 'gone')) : counts.exchange(counted, now),
  }
  const [one, two] = [aServer({ counts: failing, clock }), aServer({ counts: join(), clock })]
  one.count()
  await expect(one.exchange.exchange()).rejects.toThrow('gone')
  expect(one.count()).toBe(2)
  isDown = false
  await one.exchange.exchange()
  two.count()
  await two.exchange.exchange()
  expect(two.count()).toBe(4)
})

test('nothing is sent when nothing was counted', async () => {
  const [clock, join] = [settableClock(), sharedCountsInMemory()]
  const counts = join()
  let exchanges = 0
  const watched: CountExchangeOptions['counts'] = {
    exchange(counted, now) {
      exchanges += 1
      return counts.exchange(counted, now)
    },
  }
  const one = aServer({ counts: watched, clock })
  await one.exchange.exchange()
  one.count()
  for (let round = 0; round < 3; round += 1) await one.exchange.exchange()
  one.count()
  clock.advance(WINDOW)
  await one.exchange.exchange()
  expect(exchanges).toBe(1)
})

test('clients take turns where there are too many for one exchange', async () => {
  const [clock, join] = [settableClock(), sharedCountsInMemory()]
  const stated: string[][] = []
  const counts = join()
  const watched: CountExchangeOptions['counts'] = {
    exchange(counted, now) {
      stated.push([...counted.keys()])
      return counts.exchange(counted, now)
    },
  }
  const one = aServer({ counts: watched, clock, maxStated: 2 })
  for (const client of ['a', 'b', 'c', 'd', 'e', 'a']) one.count(client)
  await one.exchange.exchange()
  one.count('a')
  for (let round = 0; round < 3; round += 1) await one.exchange.exchange()
  const turns = [
    ['a', 'b'],
    ['c', 'd'],
    ['e', 'a'],
  ]
  expect(stated).toEqual(turns.map((turn) => turn.map((client) => `validate ${client}`)))
})

describe('how far a client gets over its limit', () => {
  const LIMIT = 10
  const SERVERS = 3

  interface Cluster {
    readonly servers: readonly Server[]
    /** So many requests to each server, which admits those within the limit. @returns how many all of them admitted */
    readonly ask: (times: number) => number
    readonly exchange: () => Promise<void>
  }

  function aCluster(): Cluster {
    const [clock, join] = [settableClock(), sharedCountsInMemory()]
    const servers = Array.from({ length: SERVERS }, () => aServer({ counts: join(), clock }))
    return {
      servers,
      ask: (times) => servers.reduce((total, server) => total + admitted(server, times), 0),
      exchange: async () => {
        for (const server of servers) await server.exchange.exchange()
      },
    }
  }

  function admitted(server: Server, requests: number): number {
    return Array.from({ length: requests }, () => server.count()).filter((count) => count <= LIMIT).length
  }

  test('is the limit once for each other server, all within one exchange', async () => {
    const { ask, exchange } = aCluster()
    expect(ask(50)).toBe(LIMIT * SERVERS)
    await exchange()
    expect(ask(50)).toBe(0)
  })

  // Two spans at each server: until what was counted elsewhere is in the store, and until this server has read it.
  test.each([1, 2, 3])('is at most what it sends in two spans: %i a server in each', async (perSpan) => {
    const { ask, exchange } = aCluster()
    let total = 0
    for (let span = 0; span < 30; span += 1) {
      total += ask(perSpan)
      await exchange()
    }
    expect(total).toBeGreaterThanOrEqual(LIMIT)
    expect(total).toBeLessThanOrEqual(LIMIT + 2 * perSpan * SERVERS)
  })

  test('and the spans may lie apart: a server that has read too early learns with its next request', async () => {
    const { servers } = aCluster()
    const [one, two] = servers
    if (one === undefined || two === undefined) throw new Error('There are servers')
    expect(admitted(one, LIMIT)).toBe(LIMIT)
    // The first span: two states before one does, and learns nothing.
    expect(admitted(two, 2)).toBe(2)
    await two.exchange.exchange()
    await one.exchange.exchange()
    // The second, however much later.
    expect(admitted(two, 3)).toBe(3)
    await two.exchange.exchange()
    expect(admitted(two, 50)).toBe(0)
  })
})
