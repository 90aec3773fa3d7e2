import { exhaustive } from '@keybox/domain'
import type { Era, Freshness, Moment, Moments } from '../freshness.ts'
import { LEASE_RULES, LEASE_TIMES, type LeaseRules, type LeaseTimes } from './lease-rules.ts'
import type { Change, Effect, Input, NodeId, Write } from './messages.ts'
import { newLife, type NodeLife } from './node-life.ts'
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
    return this.#life?.heartbeats.isLeaseLive(this.#now()) === true
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
    this.#take(input)
    return this.#effects
  }

  #take(input: Input<Position>): void {
    if (input.type === 'tick') this.#tick()
    else if (input.type === 'reach') this.#reach(input.wait)
    else if (input.type === 'stop') this.#stop()
    // What was asked for in another life is of no use.
    else if (input.node === this.#life?.id) this.#continue(this.#life, input)
  }

  #continue(life: NodeLife<Position>, input: Extract<Input<Position>, { readonly node: NodeId }>): void {
    switch (input.type) {
      case 'opened':
        life.applied = input.position
        if (life.phase === 'opening') {
          life.phase = 'registering'
          this.#do({ type: 'register', node: life.id })
        }
        return
      case 'registered':
        return this.#registered(life)
      case 'registry':
        life.members.complete(input.members)
        return this.#release(life)
      case 'change':
        this.#apply(life, input.change)
        life.applied = input.position
        return
      case 'written':
        return input.found ? this.#written(life, input.write) : this.#unregistered(life, input.write)
      case 'failed':
        return this.#failed(life, input.write)
      case 'surveyed':
        return this.#surveyed(life, input.beats)
      case 'closed':
        return this.#rules.startsOverWhenClosed ? this.#startOver(life) : this.#do({ type: 'open', node: life.id })
      default:
        return exhaustive(input)
    }
  }

  #tick(): void {
    const { monotonic } = this.#now()
    for (const wait of this.#waits.overdue(monotonic)) this.#do({ type: 'reached', wait })
    if (this.#life === undefined) {
      if (this.#wakesAt !== undefined && monotonic >= this.#wakesAt) this.#open()
      return
    }
    this.#doWhatIsDue(this.#life)
  }

  #doWhatIsDue(life: NodeLife<Position>): void {
    if (life.phase !== 'registered') return
    const now = this.#now()
    const beat = life.heartbeats.next(now)
    if (beat !== undefined) this.#do({ type: 'beat', node: life.id, number: beat })
    if (life.survey.begin(now.monotonic)) this.#do({ type: 'survey', node: life.id })
    this.#ask(life)
    this.#acknowledge(life)
  }

  #open(): void {
    this.#life = newLife(this.#newId(), this.#times, this.#rules)
    this.#era = { asOf: undefined }
    this.#do({ type: 'open', node: this.#life.id })
  }

  /** No hits from here on, and nothing remembered counts as current any more. */
  #startOver(life: NodeLife<Position>): void {
    this.#life = undefined
    this.#era = { asOf: undefined }
    this.#wakesAt = this.#now().monotonic + this.#times.restMs
    this.#do({ type: 'leave', node: life.id })
  }

  #stop(): void {
    if (this.#life !== undefined) this.#startOver(this.#life)
    this.#wakesAt = undefined
  }

  #registered(life: NodeLife<Position>): void {
    if (life.phase !== 'registering' || life.applied === undefined) return
    life.phase = 'registered'
    // Not older than the stream's beginning: whoever joined before it is found, whoever joins after it is told of.
    this.#do({ type: 'read-registry', node: life.id, after: life.applied })
    this.#doWhatIsDue(life)
  }

  #apply(life: NodeLife<Position>, change: Change): void {
    switch (change.type) {
      case 'license':
        return this.#do({ type: 'changed', license: change.license, revision: change.revision })
      case 'joined':
        return life.members.join(change.node, life.asks.returned)
      case 'left':
        return this.#left(life, change.node)
      case 'beat':
        // Whatever was committed before it was sent has been applied: memory was right then.
        this.#era.asOf = life.heartbeats.comeBack(change.number, this.#now()) ?? this.#era.asOf
        return
      case 'asked':
        return this.#asked(life, change.node, change.number)
      case 'acknowledged':
        life.members.acknowledge(change.node, change.number)
        return this.#release(life)
      default:
        return exhaustive(change)
    }
  }

  #left(life: NodeLife<Position>, node: NodeId): void {
    if (node === life.id) return this.#unregistered(life, 'beat')
    life.members.leave(node)
    life.acknowledgements.left(node)
    this.#release(life)
  }

  #unregistered(life: NodeLife<Position>, write: Write): void {
    if (this.#rules.startsOverWhenUnregistered) this.#startOver(life)
    else this.#written(life, write)
  }

  #reach(wait: number): void {
    const releaseAt = this.#now().monotonic + this.#rules.releaseAfterMs(this.#times)
    const life = this.#life
    this.#waits.add({ wait, releaseAt, node: life?.id, ask: life?.asks.want() ?? 0 })
    if (life !== undefined) this.#ask(life)
  }

  #ask({ id, phase, asks }: NodeLife<Position>): void {
    const number = phase === 'registered' ? asks.next() : undefined
    if (number !== undefined) this.#do({ type: 'ask', node: id, number })
  }

  #asked(life: NodeLife<Position>, node: NodeId, number: number): void {
    if (node === life.id) {
      life.asks.returned = Math.max(life.asks.returned, number)
      return this.#release(life)
    }
    life.acknowledgements.asked(node, number)
    this.#acknowledge(life)
  }

  #acknowledge({ id, phase, acknowledgements }: NodeLife<Position>): void {
    const due = phase === 'registered' ? acknowledgements.next() : undefined
    if (due !== undefined) this.#do({ type: 'acknowledge', node: id, ...due })
  }

  #release({ id, asks, members }: NodeLife<Position>): void {
    for (const { wait, ask } of this.#waits.of(id)) {
      if (ask > asks.returned || !members.haveApplied(ask, id)) continue
      this.#waits.delete(wait)
      this.#do({ type: 'reached', wait })
    }
  }

  #written(life: NodeLife<Position>, write: Write): void {
    switch (write) {
      case 'beat':
        return life.heartbeats.written()
      case 'ask':
        life.asks.written()
        return this.#ask(life)
      case 'acknowledgement':
        life.acknowledgements.written()
        return this.#acknowledge(life)
      default:
        return exhaustive(write)
    }
  }

  /** The next tick tries again. */
  #failed({ heartbeats, asks, acknowledgements }: NodeLife<Position>, write: Write): void {
    switch (write) {
      case 'beat':
        return heartbeats.failed()
      case 'ask':
        return asks.failed()
      case 'acknowledgement':
        return acknowledgements.failed()
      default:
        return exhaustive(write)
    }
  }

  #surveyed({ id, survey }: NodeLife<Position>, beats: ReadonlyMap<NodeId, number>): void {
    for (const [dead, beat] of survey.end(beats, id, this.#now().monotonic)) this.#do({ type: 'remove', dead, beat })
  }

  #do(effect: Effect<Position>): void {
    this.#effects.push(effect)
  }
}
