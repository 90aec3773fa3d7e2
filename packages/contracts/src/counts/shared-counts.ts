import { instant, type RunningWindow, type SharedCounts, type WindowCount } from '@keybox/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const MINUTE = 60_000
const LENGTH = 15 * MINUTE
const NOON = Date.UTC(2024, 5, 1, 12)

export interface SharedCountsUnderTest {
  /** One more server. */
  join(): SharedCounts
  close(): Promise<void>
}

/** What servers that share counts may rely on. */
export function sharedCountsContract(open: () => Promise<SharedCountsUnderTest>): void {
  describe('contract: shared-counts', () => {
    let shared: SharedCountsUnderTest | undefined
    let clients = 0

    beforeAll(async () => {
      shared = await open()
    })
    afterAll(() => shared?.close())

    const server = (): Stating => stating(shared?.join())

    /** Named as pseudonyms are. */
    function aClient(): string {
      clients += 1
      return String(clients).padStart(43, '0')
    }

    it('tells each server what all others have counted, and not what itself has', async () => {
      const [one, two, three] = [server(), server(), server()]
      const client = aClient()
      expect(await one([client, noon(), 3])).toStrictEqual([window(0, 0)])
      expect(await two([client, noon(), 4])).toStrictEqual([window(0, 3)])
      expect(await three([client, noon(), 5])).toStrictEqual([window(0, 7)])
      expect(await one([client, noon(), 3])).toStrictEqual([window(0, 9)])
    })

    it('takes a count for the whole and not for more of it, so that it may be stated again', async () => {
      const [one, two] = [server(), server()]
      const client = aClient()
      for (const count of [2, 2, 3]) await one([client, noon(), count])
      expect(await two([client, noon(), 1])).toStrictEqual([window(0, 3)])
    })

    it('keeps clients apart, and answers for those it was asked about', async () => {
      const [one, two] = [server(), server()]
      const [a, b, c] = [aClient(), aClient(), aClient()]
      await one([a, noon(), 1], [b, noon(), 2], [c, noon(), 3])
      expect(await two([c, noon(), 1], [a, noon(), 1])).toStrictEqual([window(0, 3), window(0, 1)])
    })

    it('takes windows that run at the same time for one, which began with the earliest', async () => {
      const [one, two, three] = [server(), server(), server()]
      const client = aClient()
      await one([client, noon(5), 1], 5)
      expect(await two([client, noon(7), 1], 7)).toStrictEqual([window(5, 1)])
      expect(await three([client, noon(2), 1], 8)).toStrictEqual([window(2, 2)])
      expect(await one([client, noon(5), 1], 9)).toStrictEqual([window(2, 2)])
    })

    it('forgets a window that is over, even if this server began to count within it', async () => {
      const [one, two, three] = [server(), server(), server()]
      const client = aClient()
      await one([client, noon(0), 5], 0)
      expect(await two([client, noon(14), 1], 14.99)).toStrictEqual([window(0, 5)])
      expect(await two([client, noon(14), 2], 15)).toStrictEqual([window(14, 0)])
      expect(await three([client, noon(16), 1], 16)).toStrictEqual([window(14, 2)])
    })

    it('does not join a window that starts when its own is over, by a clock that is ahead', async () => {
      const [ahead, behind] = [server(), server()]
      const client = aClient()
      await ahead([client, noon(15), 5], 15)
      expect(await behind([client, noon(0), 2], 14.5)).toStrictEqual([window(0, 0)])
    })

    it('tells whether anybody has counted one of some clients, and counts nobody by that', async () => {
      const [one, two] = [server(), server()]
      const [a, b, c] = [aClient(), aClient(), aClient()]
      await one([a, noon(), 1], [b, noon(), 1])
      expect(await shared?.join().isCounted([c, b])).toBe(true)
      expect(await shared?.join().isCounted([c])).toBe(false)
      expect(await two([c, noon(), 1])).toStrictEqual([window(0, 0)])
      expect(await shared?.join().isCounted([c])).toBe(true)
    })

    it('loses nothing when servers are the first to count a client at the same time', async () => {
      const all = Array.from({ length: 8 }, server)
      const names = Array.from({ length: 20 }, aClient)
      const state = async (each: Stating) => each(...names.map((name) => [name, noon(), 1] as const))
      await Promise.all(all.map(state))
      const known = await Promise.all(all.map(state))
      expect(known.flat()).toStrictEqual(Array.from({ length: 8 * 20 }, () => window(0, 7)))
    })
  })
}

type Statement = readonly [client: string, window: Pick<RunningWindow, 'start' | 'end'>, count: number]

/** States counts, some minutes after noon, and gives what is known of each client then, in their order. */
type Stating = (...statements: readonly (Statement | number)[]) => Promise<readonly (WindowCount | undefined)[]>

function stating(server: SharedCounts | undefined): Stating {
  if (server === undefined) throw new Error('Counts are shared only while tests run')
  return async (...given) => {
    const minutes = given.find((each) => typeof each === 'number') ?? 0
    const statements = given.filter((each) => typeof each !== 'number')
    const counted = new Map(statements.map(([client, running, count]) => [client, { ...running, count }]))
    const known = await server.exchange(counted, instant(NOON + minutes * MINUTE))
    expect(known.size).toBe(counted.size)
    return statements.map(([client]) => known.get(client))
  }
}

/** A window that starts some minutes after noon. */
function noon(minutes = 0): Pick<RunningWindow, 'start' | 'end'> {
  const start = NOON + minutes * MINUTE
  return { start: instant(start), end: instant(start + LENGTH) }
}

function window(minutes: number, count: number): WindowCount {
  return { start: noon(minutes).start, count }
}
