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
    const since = this.#life?.leasedSince
    return since !== undefined && this.#rules.isLive(since, this.#now(), this.#times)
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
    switch (input.type) {
      case 'tick':
        return this.#tick()
      case 'reach':
        return this.#reach(input.wait)
      case 'stop':
        return this.#stop()
      default:
        // The life that asked for it is over.
        if (input.node !== this.#life?.id) return
        return this.#continue(this.#life, input)
    }
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
    if (this.#life.phase !== 'registered') return
    this.#beatIfDue(this.#life)
    this.#surveyIfDue(this.#life, monotonic)
    this.#acknowledgeIfDue(this.#life)
    this.#askIfWanted(this.#life)
  }

  #open(): void {
    this.#life = newLife(this.#newId())
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
    this.#beatIfDue(life)
    this.#askIfWanted(life)
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
        return this.#beatReturned(life, change.number)
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
    life.acknowledgements.departed.add(node)
    life.acknowledgements.due.delete(node)
    life.survey.seen.delete(node)
    this.#release(life)
  }

  #unregistered(life: NodeLife<Position>, write: Write): void {
    if (this.#rules.startsOverWhenUnregistered) this.#startOver(life)
    else this.#written(life, write)
  }

  // Heartbeats.

  #beatIfDue({ id, beats }: NodeLife<Position>): void {
    const now = this.#now()
    if (beats.underWay || now.monotonic < beats.dueAt) return
    beats.last += 1
    // Noted before it is written: the store cannot have it earlier.
    beats.sent.set(beats.last, now)
    beats.underWay = true
    beats.dueAt = now.monotonic + this.#times.beatEveryMs
    this.#do({ type: 'beat', node: id, number: beats.last })
  }

  #beatReturned(life: NodeLife<Position>, number: number): void {
    const { beats } = life
    const sent = beats.sent.get(number)
    if (sent === undefined || number <= beats.returned) return
    beats.returned = number
    for (const earlier of beats.sent.keys()) if (earlier <= number) beats.sent.delete(earlier)
    life.leasedSince = this.#rules.countsFrom(sent, this.#now())
    // Whatever was committed before it was sent has been applied: memory was right then.
    this.#era.asOf = life.leasedSince
  }

  // Asking every node whether it has applied what was committed before the ask, and answering.

  #reach(wait: number): void {
    this.#waits.add({
      wait,
      releaseAt: this.#now().monotonic + this.#rules.releaseAfterMs(this.#times),
      node: this.#life?.id,
      ask: this.#askToCover(),
    })
    if (this.#life === undefined) return
    this.#life.asks.wanted ||= !this.#rules.joinsAskUnderWay || !this.#life.asks.underWay
    this.#askIfWanted(this.#life)
  }

  /** The number of the first ask that is sent from now on: one on its way may have been written before the commit. */
  #askToCover(): number {
    const { last = 0, underWay = false } = this.#life?.asks ?? {}
    return underWay && this.#rules.joinsAskUnderWay ? last : last + 1
  }

  #askIfWanted({ id, phase, asks }: NodeLife<Position>): void {
    if (!asks.wanted || asks.underWay || phase !== 'registered') return
    asks.wanted = false
    asks.underWay = true
    asks.last += 1
    this.#do({ type: 'ask', node: id, number: asks.last })
  }

  #asked(life: NodeLife<Position>, node: NodeId, number: number): void {
    if (node === life.id) {
      life.asks.returned = Math.max(life.asks.returned, number)
      return this.#release(life)
    }
    life.acknowledgements.due.set(node, number)
    this.#acknowledgeIfDue(life)
  }

  #acknowledgeIfDue({ id, phase, acknowledgements }: NodeLife<Position>): void {
    const { due, departed, underWay } = acknowledgements
    if (due.size === 0 || underWay !== undefined || phase !== 'registered') return
    acknowledgements.underWay = new Map(due)
    this.#do({ type: 'acknowledge', node: id, asks: acknowledgements.underWay, departed: [...departed] })
    due.clear()
    departed.clear()
  }

  #release({ id, asks, members }: NodeLife<Position>): void {
    for (const { wait, ask } of this.#waits.of(id)) {
      if (ask > asks.returned || !members.haveApplied(ask, id)) continue
      this.#waits.delete(wait)
      this.#do({ type: 'reached', wait })
    }
  }

  // How the writes ended.

  #written(life: NodeLife<Position>, write: Write): void {
    switch (write) {
      case 'beat':
        life.beats.underWay = false
        return
      case 'ask':
        life.asks.underWay = false
        return this.#askIfWanted(life)
      case 'acknowledgement':
        life.acknowledgements.underWay = undefined
        return this.#acknowledgeIfDue(life)
      default:
        return exhaustive(write)
    }
  }

  /** The next tick tries again, a heartbeat and an ask under a new number. */
  #failed({ beats, asks, acknowledgements }: NodeLife<Position>, write: Write): void {
    switch (write) {
      case 'beat':
        beats.underWay = false
        if (this.#rules.renotesRetriedBeat && beats.returned < beats.last) beats.last -= 1
        return
      case 'ask':
        asks.underWay = false
        asks.wanted = true
        return
      case 'acknowledgement': {
        const { due, underWay } = acknowledgements
        for (const [node, number] of underWay ?? []) due.set(node, Math.max(due.get(node) ?? 0, number))
        acknowledgements.underWay = undefined
        return
      }
      default:
        return exhaustive(write)
    }
  }

  // The dead.

  #surveyIfDue({ id, survey }: NodeLife<Position>, monotonic: number): void {
    if (survey.underWay || monotonic < survey.dueAt) return
    survey.underWay = true
    survey.dueAt = monotonic + this.#times.surveyEveryMs
    this.#do({ type: 'survey', node: id })
  }

  /** By this node's clock alone: a heartbeat seen L ago was sent before that, and so was the lease that it gave. */
  #surveyed({ id, survey }: NodeLife<Position>, found: ReadonlyMap<NodeId, number>): void {
    const { monotonic } = this.#now()
    survey.underWay = false
    for (const [node, beat] of found) {
      const seen = survey.seen.get(node)
      if (node === id) continue
      if (seen?.beat !== beat) survey.seen.set(node, { beat, at: monotonic })
      else if (this.#rules.isDead(monotonic - seen.at, this.#times)) this.#do({ type: 'remove', dead: node, beat })
    }
    for (const node of survey.seen.keys()) if (!found.has(node)) survey.seen.delete(node)
  }

  #do(effect: Effect<Position>): void {
    this.#effects.push(effect)
  }
}
