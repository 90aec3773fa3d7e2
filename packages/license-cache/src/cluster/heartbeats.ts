import type { Moment } from '../freshness.ts'
import type { LeaseRules, LeaseTimes } from './lease-rules.ts'

/** A node's own heartbeats, one on its way at a time, and the lease that those give which come back. */
export class Heartbeats {
  readonly #times: LeaseTimes
  readonly #rules: LeaseRules
  /** When each was sent that has not come back. */
  readonly #sent = new Map<number, Moment>()
  #last = 0
  #returned = 0
  #isUnderWay = false
  #dueAt = Number.NEGATIVE_INFINITY
  #leasedSince: Moment | undefined

  constructor(times: LeaseTimes, rules: LeaseRules) {
    this.#times = times
    this.#rules = rules
  }

  isLeaseLive(now: Moment): boolean {
    return this.#leasedSince !== undefined && this.#rules.isLive(this.#leasedSince, now, this.#times)
  }

  /** The number to write now; undefined: none is due. */
  next(now: Moment): number | undefined {
    if (this.#isUnderWay || now.monotonic < this.#dueAt) return undefined
    this.#last += 1
    // Noted before it is written: the store cannot have it earlier.
    this.#sent.set(this.#last, now)
    this.#isUnderWay = true
    this.#dueAt = now.monotonic + this.#times.beatEveryMs
    return this.#last
  }

  /** One came back through the stream. @returns what the lease counts from now; undefined: it tells nothing new */
  comeBack(number: number, now: Moment): Moment | undefined {
    const sent = this.#sent.get(number)
    if (sent === undefined || number <= this.#returned) return undefined
    this.#returned = number
    for (const earlier of this.#sent.keys()) if (earlier <= number) this.#sent.delete(earlier)
    this.#leasedSince = this.#rules.countsFrom(sent, now)
    return this.#leasedSince
  }

  written(): void {
    this.#isUnderWay = false
  }

  /** The next one has a number of its own, so that each keeps its time. */
  failed(): void {
    this.#isUnderWay = false
    if (this.#rules.renotesRetriedBeat && this.#returned < this.#last) this.#last -= 1
  }
}
