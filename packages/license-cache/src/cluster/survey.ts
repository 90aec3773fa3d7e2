import type { LeaseRules, LeaseTimes } from './lease-rules.ts'
import type { NodeId } from './messages.ts'

interface Seen {
  readonly beat: number
  /** By this node's monotonic clock. */
  readonly at: number
}

/**
 * Who is dead, by this node's clock alone: a heartbeat that was seen L ago was sent before that, and the lease that it
 * gives has run out. No two clocks are compared.
 */
export class Survey {
  readonly #times: LeaseTimes
  readonly #rules: LeaseRules
  readonly #seen = new Map<NodeId, Seen>()
  #isUnderWay = false
  #dueAt = Number.NEGATIVE_INFINITY

  constructor(times: LeaseTimes, rules: LeaseRules) {
    this.#times = times
    this.#rules = rules
  }

  /** Whether the heartbeats are to be read now. */
  begin(monotonic: number): boolean {
    if (this.#isUnderWay || monotonic < this.#dueAt) return false
    this.#isUnderWay = true
    this.#dueAt = monotonic + this.#times.surveyEveryMs
    return true
  }

  /** Takes in what was read. @returns the dead, each with the heartbeat that has not changed */
  end(found: ReadonlyMap<NodeId, number>, self: NodeId, monotonic: number): readonly (readonly [NodeId, number])[] {
    this.#isUnderWay = false
    for (const node of this.#seen.keys()) if (!found.has(node)) this.#seen.delete(node)
    return [...found].filter(([node, beat]) => {
      const seen = this.#seen.get(node)
      if (node === self) return false
      if (seen?.beat === beat) return this.#rules.isDead(monotonic - seen.at, this.#times)
      this.#seen.set(node, { beat, at: monotonic })
      return false
    })
  }
}
