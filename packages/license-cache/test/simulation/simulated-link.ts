import type { Change, NodeId } from '../../src/cluster/messages.ts'
import type { World } from './world.ts'

/** From here on nothing goes wrong any more. */
export const CALM_FROM_MS = 9000

/** What becomes of messages between one node and the store: they dawdle, they get lost, nobody knows how they end. */
export class SimulatedLink {
  readonly #world: World
  #troubledUntil = 0
  #stalledUntil = 0
  #crawlsUntil = 0
  #doubtfulUntil = 0
  #removesFrom = 0

  constructor(world: World) {
    this.#world = world
  }

  /** It is bad for a while. */
  trouble(ms: number): void {
    this.#troubledUntil = this.#world.timeline.now + ms
  }

  /** Nobody knows how writes end for a while. */
  doubt(ms: number): void {
    this.#doubtfulUntil = this.#world.timeline.now + ms
  }

  /** The stream gives nothing for a while, and does not end. */
  stall(ms: number): void {
    this.#stalledUntil = this.#world.timeline.now + ms
  }

  /** The stream gives one event at a time, each long after the one before, for a while. */
  crawl(ms: number): void {
    this.#crawlsUntil = this.#world.timeline.now + ms
  }

  /** No removal of a dead node comes to the store for a while. */
  holdRemovals(ms: number): void {
    this.#removesFrom = this.#world.timeline.now + ms
  }

  /** How long a message takes: mostly little, now and then long. */
  delay(): number {
    const { random } = this.#world
    if (this.#isTroubled) return random.below(1500)
    if (this.#isCalm) return random.below(12)
    return random.chance(0.08) ? random.below(1200) : random.below(12)
  }

  /** Whoever removes the dead may be slow: they may have come back to life. */
  removalDelay(): number {
    const { random, timeline } = this.#world
    const held = Math.max(this.#removesFrom - timeline.now, 0)
    return held + (random.chance(0.3) ? random.below(2500) : this.delay())
  }

  /** How long an event of the stream takes after the one before it. */
  streamDelay(change: Change, to: NodeId): number {
    const { random, timeline } = this.#world
    if (this.#isCalm) return random.below(4)
    const stalled = Math.max(this.#stalledUntil - timeline.now, 0)
    if (timeline.now < this.#crawlsUntil) return stalled + random.below(1500)
    if (random.chance(lateness(change, to))) return stalled + random.below(2500)
    return stalled + random.below(this.#isTroubled && random.chance(0.5) ? 1000 : 4)
  }

  /** What happens to a write: it comes to the store or not, and the node gets to know or not. */
  fateOfWrite(): { readonly isLost: boolean; readonly isUnknown: boolean } {
    const { random, timeline } = this.#world
    if (this.#isCalm) return { isLost: false, isUnknown: false }
    const isDoubtful = timeline.now < this.#doubtfulUntil
    return { isLost: random.chance(0.03), isUnknown: random.chance(isDoubtful ? 0.5 : 0.04) }
  }

  get #isCalm(): boolean {
    return this.#world.timeline.now > CALM_FROM_MS
  }

  get #isTroubled(): boolean {
    return this.#world.timeline.now < this.#troubledUntil
  }
}

/** How often an event is late. Where a node learns late that it was removed, more is at stake than anywhere else. */
function lateness(change: Change, to: NodeId): number {
  if (change.type !== 'left') return 0.02
  return change.node === to ? 0.7 : 0.1
}
