import type { Clock } from '@keybox/domain'

/** How many clients are remembered at most; each takes about 150 bytes. */
const MAX_CLIENTS = 100_000

/** How many of them are left when room is made. */
const KEPT_SHARE = 0.9

interface Window {
  readonly start: number
  count: number
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
  /** By client, oldest window first: a Map keeps the order of insertion, and a window is inserted when it starts. */
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
    const now: number = this.#clock.now()
    const running = this.#windows.get(client)
    if (running !== undefined && isRunning(running.start, windowMs, now)) {
      running.count += 1
      return { current: running.count, ttl: running.start + windowMs - now }
    }
    this.#windows.delete(client)
    if (this.#windows.size >= this.#maxClients || !isRunning(this.#sweptAt, windowMs, now)) this.#sweep(windowMs, now)
    this.#windows.set(client, { start: now, count: 1 })
    return { current: 1, ttl: windowMs }
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
