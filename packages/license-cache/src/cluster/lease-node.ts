import type { Era, Freshness, Moment, Moments } from '../freshness.ts'
import { LEASE_RULES, LEASE_TIMES, type LeaseRules, type LeaseTimes } from './lease-rules.ts'
import type { Effect, Input, NodeId } from './messages.ts'
import { NodeLife } from './node-life.ts'
import { RevocationWaits } from './revocation-waits.ts'

export interface LeaseNodeOptions {
  readonly now: Moments
  /** A random id, never the same twice. */
  readonly newId: () => NodeId
  readonly times?: LeaseTimes
  /** For checks only. */
  readonly rules?: LeaseRules
}

type MutableEra = { asOf: Moment | undefined }

/**
 * One server's part in the lease protocol (docs/adr: "A lease on memory"). It does nothing by itself: it is told what
 * happened and gives what is to be done, so that the same code runs in production and under a checker that decides what
 * happens when.
 */
export class LeaseNode<Position> implements Freshness<Position> {
  readonly #now: Moments
  readonly #newId: () => NodeId
  readonly #times: LeaseTimes
  readonly #rules: LeaseRules
  readonly #waits = new RevocationWaits()
  #era: MutableEra = { asOf: undefined }
  /** undefined: between two lives, or stopped. */
  #life: NodeLife<Position> | undefined
  #wakesAt: number | undefined = Number.NEGATIVE_INFINITY
  #effects: Effect<Position>[] = []

  constructor({ now, newId, times = LEASE_TIMES, rules = LEASE_RULES }: LeaseNodeOptions) {
    this.#now = now
    this.#newId = newId
    this.#times = times
    this.#rules = rules
  }

  get era(): Era {
    return this.#era
  }

  mayServe(): boolean {
    return this.#life?.isLeaseLive(this.#now()) === true
  }

  basis(): ReturnType<Freshness<Position>['basis']> {
    const applied = this.#life?.applied
    return applied === undefined ? { type: 'latest' } : this.#rules.basis(this.mayServe(), applied)
  }

  storeAnswered(): void {
    // What is remembered is right as of a heartbeat; a read of one licence says nothing of the others.
  }

  handle(input: Input<Position>): readonly Effect<Position>[] {
    this.#effects = []
    if (input.type === 'tick') this.#tick()
    else if (input.type === 'reach') this.#reach(input.wait)
    else if (input.type === 'stop') this.#stop()
    // What was asked for in another life is of no use.
    else if (input.node === this.#life?.id) this.#life.take(input)
    return this.#effects
  }

  #tick(): void {
    const { monotonic } = this.#now()
    for (const wait of this.#waits.overdue(monotonic)) this.#do({ type: 'reached', wait })
    if (this.#life !== undefined) this.#life.doWhatIsDue()
    else if (this.#wakesAt !== undefined && monotonic >= this.#wakesAt) this.#open()
  }

  #reach(wait: number): void {
    const releaseAt = this.#now().monotonic + this.#rules.releaseAfterMs(this.#times)
    this.#waits.add({ wait, releaseAt, node: this.#life?.id, ask: this.#life?.askFromNow() ?? 0 })
  }

  #stop(): void {
    if (this.#life !== undefined) this.#startOver(this.#life.id)
    this.#wakesAt = undefined
  }

  #open(): void {
    const id = this.#newId()
    this.#newEra()
    this.#life = new NodeLife<Position>({
      id,
      now: this.#now,
      times: this.#times,
      rules: this.#rules,
      waits: this.#waits,
      carryOut: (effect) => this.#do(effect),
      rightAsOf: (moment) => {
        this.#era.asOf = moment
      },
      startOver: () => this.#startOver(id),
    })
    this.#do({ type: 'open', node: id })
  }

  /** No hits from here on, and nothing remembered counts as current any more. */
  #startOver(id: NodeId): void {
    this.#life = undefined
    this.#newEra()
    this.#wakesAt = this.#now().monotonic + this.#times.restMs
    this.#do({ type: 'leave', node: id })
  }

  #newEra(): void {
    if (this.#rules.forgetsWhenStartingOver) this.#era = { asOf: undefined }
  }

  #do(effect: Effect<Position>): void {
    this.#effects.push(effect)
  }
}
