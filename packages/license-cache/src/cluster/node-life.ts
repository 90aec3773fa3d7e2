import { exhaustive } from '@keybox/domain'
import type { Moment, Moments } from '../freshness.ts'
import { Acknowledgements } from './acknowledgements.ts'
import { Asks } from './asks.ts'
import { Heartbeats } from './heartbeats.ts'
import type { LeaseRules, LeaseTimes } from './lease-rules.ts'
import { Members } from './members.ts'
import type { Change, Effect, Input, NodeId, Write } from './messages.ts'
import type { RevocationWaits } from './revocation-waits.ts'
import { Survey } from './survey.ts'

export interface NodeLifeOptions<Position> {
  readonly id: NodeId
  readonly now: Moments
  readonly times: LeaseTimes
  readonly rules: LeaseRules
  readonly waits: RevocationWaits
  readonly carryOut: (effect: Effect<Position>) => void
  /** Memory was right at that moment. */
  readonly rightAsOf: (moment: Moment) => void
  /** This life is over: nothing may be told to it any more. */
  readonly startOver: () => void
}

/** A node in one life, from the opening of its stream until it starts over. All that it knows is new in the next. */
export class NodeLife<Position> {
  readonly id: NodeId
  readonly #options: NodeLifeOptions<Position>
  readonly #members = new Members()
  readonly #heartbeats: Heartbeats
  readonly #asks: Asks
  readonly #acknowledgements = new Acknowledgements()
  readonly #survey: Survey
  readonly #writes: Readonly<Record<Write, { written(): void; failed(): void }>>
  #phase: 'opening' | 'registering' | 'registered' = 'opening'
  #applied: Position | undefined

  constructor(options: NodeLifeOptions<Position>) {
    const { id, times, rules } = options
    this.id = id
    this.#options = options
    this.#heartbeats = new Heartbeats(times, rules)
    this.#asks = new Asks(rules.joinsAskUnderWay)
    this.#survey = new Survey(times, rules)
    this.#writes = { beat: this.#heartbeats, ask: this.#asks, acknowledgement: this.#acknowledgements }
  }

  /** Every change up to here was applied; undefined until the stream is open. */
  get applied(): Position | undefined {
    return this.#applied
  }

  isLeaseLive(now: Moment): boolean {
    return this.#heartbeats.isLeaseLive(now)
  }

  /** The number of an ask that covers everything that was committed before this call; it is on its way. */
  askFromNow(): number {
    const number = this.#asks.want()
    this.#askAndAcknowledge()
    return number
  }

  doWhatIsDue(): void {
    if (this.#phase !== 'registered') return
    const now = this.#options.now()
    const beat = this.#heartbeats.next(now)
    if (beat !== undefined) this.#options.carryOut({ type: 'beat', node: this.id, number: beat })
    if (this.#survey.begin(now.monotonic)) this.#options.carryOut({ type: 'survey', node: this.id })
    this.#askAndAcknowledge()
  }

  take(input: Extract<Input<Position>, { readonly node: NodeId }>): void {
    switch (input.type) {
      case 'opened':
        return this.#opened(input.position)
      case 'registered':
        return this.#registered()
      case 'registry':
        this.#members.complete(input.members)
        return this.#release()
      case 'change':
        this.#apply(input.change)
        this.#applied = input.position
        return
      case 'written':
        return input.found ? this.#written(input.write) : this.#unregistered(input.write)
      case 'failed':
        // The next tick tries again.
        return this.#writes[input.write].failed()
      case 'surveyed':
        return this.#surveyed(input.beats)
      case 'closed':
        return this.#closed()
      default:
        return exhaustive(input)
    }
  }

  #opened(position: Position): void {
    this.#applied = position
    if (this.#phase !== 'opening') return
    this.#phase = 'registering'
    this.#options.carryOut({ type: 'register', node: this.id })
  }

  #registered(): void {
    if (this.#phase !== 'registering' || this.#applied === undefined) return
    this.#phase = 'registered'
    // Not older than the stream's beginning: whoever joined before it is found, whoever joins after it is told of.
    this.#options.carryOut({ type: 'read-registry', node: this.id, after: this.#applied })
    this.doWhatIsDue()
  }

  #closed(): void {
    if (this.#options.rules.startsOverWhenClosed) this.#options.startOver()
    else this.#options.carryOut({ type: 'open', node: this.id })
  }

  #apply(change: Change): void {
    switch (change.type) {
      case 'license':
        return this.#options.carryOut({ type: 'changed', license: change.license, revision: change.revision })
      case 'joined':
        return this.#members.join(change.node, this.#asks.returned)
      case 'left':
        return this.#left(change.node)
      case 'beat':
        return this.#beat(change.number)
      case 'asked':
        return this.#asked(change.node, change.number)
      case 'acknowledged':
        this.#members.acknowledge(change.node, change.number)
        return this.#release()
      default:
        return exhaustive(change)
    }
  }

  #beat(number: number): void {
    const since = this.#heartbeats.comeBack(number, this.#options.now())
    // Whatever was committed before it was sent has been applied: memory was right then.
    if (since !== undefined) this.#options.rightAsOf(since)
  }

  #left(node: NodeId): void {
    if (node === this.id) return this.#unregistered('beat')
    this.#members.leave(node)
    this.#acknowledgements.left(node)
    this.#release()
  }

  #unregistered(write: Write): void {
    if (this.#options.rules.startsOverWhenUnregistered) this.#options.startOver()
    else this.#written(write)
  }

  #asked(node: NodeId, number: number): void {
    if (node === this.id) {
      this.#asks.comeBack(number)
      return this.#release()
    }
    this.#acknowledgements.asked(node, number)
    this.#askAndAcknowledge()
  }

  /** Writes what is wanted of the others and owed to them, as far as nothing of the kind is under way. */
  #askAndAcknowledge(): void {
    if (this.#phase !== 'registered') return
    const ask = this.#asks.next()
    if (ask !== undefined) this.#options.carryOut({ type: 'ask', node: this.id, number: ask })
    const due = this.#acknowledgements.next()
    if (due !== undefined) this.#options.carryOut({ type: 'acknowledge', node: this.id, ...due })
  }

  #release(): void {
    for (const { wait, ask } of this.#options.waits.of(this.id)) {
      if (ask > this.#asks.returned || !this.#members.haveApplied(ask, this.id)) continue
      this.#options.waits.delete(wait)
      this.#options.carryOut({ type: 'reached', wait })
    }
  }

  #written(write: Write): void {
    this.#writes[write].written()
    this.#askAndAcknowledge()
  }

  #surveyed(beats: ReadonlyMap<NodeId, number>): void {
    const dead = this.#survey.end(beats, this.id, this.#options.now().monotonic)
    for (const [node, beat] of dead) this.#options.carryOut({ type: 'remove', dead: node, beat })
  }
}
