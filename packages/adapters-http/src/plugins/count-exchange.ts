import { instant, type Clock, type RunningWindow, type SharedCounts } from '@keybox/domain'
import { MAX_CLIENTS, type FixedWindowStore } from './fixed-window-store.ts'

/** How many clients of each limit are stated in one exchange: what is ready at once neither stalls this process nor the store. */
const MAX_STATED = 250

export interface CountExchangeOptions {
  readonly counts: Pick<SharedCounts, 'exchange'>
  readonly clock: Clock
  /** What a client of a limit is called where counts are shared: nothing to tell its address by. */
  readonly pseudonym: (client: string) => string
  readonly maxStated?: number
}

/** Counts as a `FixedWindowStore` does. */
export type WindowCounter = Pick<FixedWindowStore, 'count' | 'peek' | 'takeBack'>

/** A client, by its limit and the name that it has there. */
interface Counted {
  readonly area: Area
  readonly client: string
}

interface Area {
  readonly name: string
  readonly windows: FixedWindowStore
  readonly windowMs: number
  /** Who was counted since it was last stated, the longest waiting first. */
  readonly unstated: Set<string>
}

/**
 * Tells other servers what the limits of this one have counted, and those what the others have. A request is counted by
 * what is known here when it comes and waits for nothing; docs/adr/0013 says how far it may be over its limit then.
 */
export class CountExchange {
  readonly #areas: Area[] = []
  readonly #counts: CountExchangeOptions['counts']
  readonly #clock: Clock
  readonly #pseudonym: CountExchangeOptions['pseudonym']
  readonly #maxStated: number

  constructor({ counts, clock, pseudonym, maxStated = MAX_STATED }: CountExchangeOptions) {
    this.#counts = counts
    this.#clock = clock
    this.#pseudonym = pseudonym
    this.#maxStated = maxStated
  }

  /** Takes part in a limit, which has the same name and length on every server. @returns what counts from now on */
  share(name: string, windows: FixedWindowStore, windowMs: number): WindowCounter {
    const unstated = new Set<string>()
    this.#areas.push({ name, windows, windowMs, unstated })
    // Whoever finds no room is stated when it is next counted.
    const changed = (client: string): void => void (unstated.size < MAX_CLIENTS && unstated.add(client))
    return {
      peek: (client, lengthMs) => windows.peek(client, lengthMs),
      count: (client, lengthMs) => {
        changed(client)
        return windows.count(client, lengthMs)
      },
      takeBack: (client, lengthMs) => {
        changed(client)
        windows.takeBack(client, lengthMs)
      },
    }
  }

  /** One round: states who was counted since the last one. What fails is stated in the next one. @throws StoreFailure */
  async exchange(): Promise<void> {
    const stated = new Map<string, Counted>()
    const windows = new Map<string, RunningWindow>()
    for (const area of this.#areas) this.#take(area, stated, windows)
    if (windows.size === 0) return
    try {
      const elsewhere = await this.#counts.exchange(windows, this.#clock.now())
      for (const [pseudonym, { area, client }] of stated) {
        const count = elsewhere.get(pseudonym)
        if (count !== undefined) area.windows.learn(client, count, area.windowMs)
      }
    } catch (error) {
      for (const { area, client } of stated.values()) area.unstated.add(client)
      throw error
    }
  }

  #take(area: Area, stated: Map<string, Counted>, windows: Map<string, RunningWindow>): void {
    let room = this.#maxStated
    for (const client of area.unstated) {
      if (room === 0) return
      area.unstated.delete(client)
      const own = area.windows.ownCount(client, area.windowMs)
      // What was taken back to nothing may have been stated as one: that is a count too many, until the window is over.
      if (own === undefined || own.count === 0) continue
      room -= 1
      const pseudonym = this.#pseudonym(`${area.name} ${client}`)
      stated.set(pseudonym, { area, client })
      windows.set(pseudonym, { ...own, end: instant(own.start + area.windowMs) })
    }
  }
}
