import type { Clock } from '@keybox/domain'

/** How many clients are remembered at most; each takes about 150 bytes. */
const MAX_CLIENTS = 100_000

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
 * Memory is bounded. Where every place is taken by a window that still runs, the oldest one goes, and its client starts
 * anew: that takes 100,000 requests from as many networks (more /64s than a /48 has), for one client's `max` more.
 */
export class FixedWindowStore {
  /** By client, oldest window first: a Map keeps the order of insertion, and a window is inserted when it starts. */
  readonly #windows = new Map<string, Window>()
  readonly #clock: Clock
  readonly #maxClients: number

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
    if (running !== undefined && isRunning(running, windowMs, now)) {
      running.count += 1
      return { current: running.count, ttl: running.start + windowMs - now }
    }
    this.#windows.delete(client)
    this.#makeRoom(windowMs, now)
    this.#windows.set(client, { start: now, count: 1 })
    return { current: 1, ttl: windowMs }
  }

  /** Drops what is over, and if that is not enough the oldest. */
  #makeRoom(windowMs: number, now: number): void {
    for (const [client, window] of this.#windows) {
      if (isRunning(window, windowMs, now) && this.#windows.size < this.#maxClients) return
      this.#windows.delete(client)
    }
  }
}

/** A window that starts in the future is over too: the machine's clock was set back. */
function isRunning({ start }: Window, windowMs: number, now: number): boolean {
  return start <= now && now < start + windowMs
}
