import { instant, type Clock, type Instant, type WindowCount } from '@keybox/domain'

/** How many clients are remembered at most; each takes about 150 bytes. */
export const MAX_CLIENTS = 100_000

/** How many of them are left when room is made. */
const KEPT_SHARE = 0.9

interface Window {
  start: Instant
  /** By this server. */
  count: number
  /** By others, as far as known. */
  countElsewhere: number
}

export interface Count {
  /** Requests in this window, this one included. */
  readonly current: number
  /** Milliseconds until it ends. */
  readonly ttl: number
}

/**
 * Counts in windows of fixed length, each starting with its client's first request: what comes later does not move the
 * end, so a steady client is let in again.
 *
 * Memory is bounded. Where every place is taken by a window that still runs, the oldest tenth goes, and its clients start
 * anew: that takes 100,000 requests from as many networks (more /64s than a /48 has).
 *
 * What is over is looked for once a window, and room is made for many at a time: an entry that was deleted stays in the
 * Map as a hole until the Map is built anew, and whoever looks for the oldest steps over all the holes before it.
 */
export class FixedWindowStore {
  /**
   * By client, oldest window first: a Map keeps the order of insertion, and a window is inserted when it starts. One that
   * turned out to have started earlier elsewhere keeps its place, and goes that much later than it could.
   */
  readonly #windows = new Map<string, Window>()
  readonly #clock: Clock
  readonly #maxClients: number
  #sweptAt = Number.NEGATIVE_INFINITY

  constructor(clock: Clock, maxClients: number = MAX_CLIENTS) {
    this.#clock = clock
    this.#maxClients = maxClients
  }

  get size(): number {
    return this.#windows.size
  }

  count(client: string, windowMs: number): Count {
    const now = this.#clock.now()
    const running = this.#windows.get(client)
    if (running !== undefined && isRunning(running.start, windowMs, now)) {
      running.count += 1
      return { current: running.count + running.countElsewhere, ttl: running.start + windowMs - now }
    }
    this.#windows.delete(client)
    if (this.#windows.size >= this.#maxClients || !isRunning(this.#sweptAt, windowMs, now)) this.#sweep(windowMs, now)
    this.#windows.set(client, { start: now, count: 1, countElsewhere: 0 })
    return { current: 1, ttl: windowMs }
  }

  /** What `count` would find, without counting. undefined: no window of that client runs */
  peek(client: string, windowMs: number): Count | undefined {
    const now = this.#clock.now()
    const window = this.#windows.get(client)
    if (window === undefined || !isRunning(window.start, windowMs, now)) return undefined
    return { current: window.count + window.countElsewhere, ttl: window.start + windowMs - now }
  }

  /** Undoes one count, of what turned out to be none. */
  takeBack(client: string, windowMs: number): void {
    const window = this.#windows.get(client)
    if (window === undefined || !isRunning(window.start, windowMs, this.#clock.now())) return
    window.count = Math.max(0, window.count - 1)
  }

  /** What this server alone has counted. undefined: no window of that client runs */
  ownCount(client: string, windowMs: number): WindowCount | undefined {
    const window = this.#windows.get(client)
    if (window === undefined || !isRunning(window.start, windowMs, this.#clock.now())) return undefined
    return { start: window.start, count: window.count }
  }

  /**
   * Learns what others have counted, in a window that began here or with one of them. One that is over says nothing of
   * the one that runs here: what was counted here since then stays counted.
   */
  learn(client: string, elsewhere: WindowCount, windowMs: number): void {
    const window = this.#windows.get(client)
    if (window === undefined || !isRunning(elsewhere.start, windowMs, this.#clock.now())) return
    window.start = instant(Math.min(window.start, elsewhere.start))
    window.countElsewhere = elsewhere.count
  }

  /** Drops what is over, and where every place is taken the oldest. */
  #sweep(windowMs: number, now: number): void {
    this.#sweptAt = now
    const kept = this.#windows.size < this.#maxClients ? this.#maxClients : Math.floor(this.#maxClients * KEPT_SHARE)
    for (const [client, { start }] of this.#windows) {
      if (isRunning(start, windowMs, now) && this.#windows.size <= kept) return
      this.#windows.delete(client)
    }
  }
}

/** A window that starts in the future is over too: the machine's clock was set back. */
function isRunning(start: number, windowMs: number, now: number): boolean {
  return start <= now && now < start + windowMs
}
