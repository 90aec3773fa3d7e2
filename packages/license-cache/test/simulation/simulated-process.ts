import { instant } from '@keybox/domain'
import type { Moment } from '../../src/freshness.ts'
import type { Random } from '@keybox/contracts'
import type { Timeline } from './timeline.ts'

const EPOCH = Date.UTC(2024, 0, 1)

export interface ClockError {
  /** How many of its milliseconds pass in one of simulated time. */
  readonly rate: number
  /** By how many milliseconds its wall clock is ahead. */
  readonly offset: number
}

/** A server's process, with its clocks: it may stand still for a while, and end in the middle of everything. */
export class SimulatedProcess {
  readonly #timeline: Timeline
  readonly #random: Random
  readonly #clock: ClockError
  #asleep = 0
  #isDead = false
  #isPaused = false
  #inbox: (() => void)[] = []

  constructor(timeline: Timeline, random: Random, clock: ClockError) {
    this.#timeline = timeline
    this.#random = random
    this.#clock = clock
  }

  get isDead(): boolean {
    return this.#isDead
  }

  now(): Moment {
    const elapsed = this.#timeline.now * this.#clock.rate
    return {
      wall: instant(EPOCH + Math.floor(elapsed + this.#clock.offset)),
      monotonic: elapsed - this.#asleep * this.#clock.rate,
    }
  }

  /** The simulated time at which the wall clock showed `wall`. */
  timeOf(wall: number): number {
    return (wall - EPOCH - this.#clock.offset) / this.#clock.rate
  }

  /** Stops for good. */
  crash(): void {
    this.#isDead = true
  }

  /** Nothing runs for so long; clocks go on, the monotonic one only if `asleep` is not set. */
  pause(ms: number, asleep: boolean): void {
    if (this.#isPaused) return
    this.#isPaused = true
    this.#timeline.after(ms, () => {
      if (asleep) this.#asleep += ms
      this.#isPaused = false
      const inbox = this.#inbox
      this.#inbox = []
      // What came in meanwhile is taken up in no particular order, but each source's own.
      if (this.#random.chance(0.5)) inbox.reverse()
      for (const message of inbox) this.deliver(message)
    })
  }

  /** Runs `message` here, later if the process is paused, never if it has ended. */
  deliver(message: () => void): void {
    if (this.#isDead) return
    if (this.#isPaused) this.#inbox.push(message)
    else message()
  }

  after(delay: number, message: () => void): void {
    this.#timeline.after(delay, () => this.deliver(message))
  }

  /** Calls back after so many milliseconds of its own clock, unless it is called off. */
  timer(ms: number, callback: () => void): () => void {
    let isOff = false
    this.after(ms / this.#clock.rate, () => {
      if (!isOff) callback()
    })
    return () => {
      isOff = true
    }
  }
}
