import type { License } from '@keybox/domain'
import type { Clients } from './clients.ts'
import { CALM_FROM_MS } from './simulated-link.ts'
import type { SimulatedNode } from './simulated-node.ts'
import type { World } from './world.ts'

export interface DisturbancesOptions {
  readonly world: World
  readonly nodes: SimulatedNode[]
  readonly clients: Clients
  /** A new server in the place of one that crashed. */
  readonly start: (options: { readonly opensSlowly: boolean }) => SimulatedNode
}

/** One thing that goes wrong, with a licence that was good and in every memory when it began. */
interface Disturbance {
  readonly place: number
  readonly node: SimulatedNode
  readonly license: License
  readonly duration: number
}

/** How long it takes until a licence that is reinstated is in every memory, mostly. */
const PRIMED_MS = 150
const MAX_MS = 4500
/** Longer than L and a survey: whoever stands still for so long is taken for dead. */
const TO_DEATH_MS = 3200

/** What goes wrong, and what clients do just then that would show that it was not borne. */
export class Disturbances {
  readonly #options: DisturbancesOptions

  constructor(options: DisturbancesOptions) {
    this.#options = options
  }

  plan(): void {
    const { timeline, random } = this.#options.world
    for (let faults = random.whole(6); faults > 0; faults -= 1) {
      timeline.after(random.below(CALM_FROM_MS), () => this.#disturb())
    }
  }

  #disturb(): void {
    const { clients, world, nodes } = this.#options
    const { random, timeline } = world
    const place = random.whole(nodes.length)
    const node = nodes[place]
    if (node === undefined) return
    const disturbance = { place, node, license: clients.anyLicense(), duration: random.below(MAX_MS) }
    this.#prime(disturbance.license)
    timeline.after(PRIMED_MS, () => this.#begin(disturbance))
  }

  #prime(license: License): void {
    const { clients, world, nodes } = this.#options
    clients.set(clients.anyNode(), license, false)
    for (const delay of [60, 110]) {
      world.timeline.after(delay, () => nodes.forEach((node) => clients.validate(node, license)))
    }
  }

  #begin(disturbance: Disturbance): void {
    switch (this.#options.world.random.whole(8)) {
      case 0:
        return this.#pause(disturbance)
      case 1:
        return this.#returnFromTheDead(disturbance)
      case 2:
        return this.#trouble(disturbance)
      case 3:
        return this.#stall(disturbance)
      case 4:
        return this.#crawl(disturbance)
      case 5:
        return this.#crash(disturbance)
      case 6:
        return this.#brink(disturbance)
      default:
        return this.#break(disturbance)
    }
  }

  /** A node that stands still for a while. */
  #pause({ node, license, duration }: Disturbance): void {
    node.process.pause(duration, this.#options.world.random.chance(0.5))
    this.#options.clients.revokeMeanwhile(license, duration)
    this.#options.clients.validateAfter(node, license, duration)
  }

  /**
   * A node that stands still until it is taken for dead, and is removed about when it has come back to life: it learns
   * so late that a licence was good meanwhile, and is not any more.
   */
  #returnFromTheDead({ node, license }: Disturbance): void {
    const { clients, world, nodes } = this.#options
    const { random, timeline } = world
    const duration = TO_DEATH_MS + random.below(1000)
    node.process.pause(duration, random.chance(0.2))
    const removal = duration - 200 + random.below(700)
    for (const other of nodes) other.link.holdRemovals(removal)
    timeline.after(duration - 200, () => clients.set(clients.nodeOtherThan(node), license, false))
    this.#options.clients.validateAfter(node, license, duration)
    const learnsLate = Math.max(removal, duration + 150)
    timeline.after(learnsLate, () => node.link.stall(900))
    timeline.after(learnsLate + random.below(250), () => clients.set(clients.nodeOtherThan(node), license, true))
  }

  /** A revocation just when a heartbeat has been sent, that its node does not get to know of. */
  #brink({ node, license }: Disturbance): void {
    const { clients, world } = this.#options
    const { random, timeline } = world
    const isDoubtful = random.chance(0.5)
    this.#whenBeatReturns(node, () => {
      // Before the next heartbeat, or else before this one's lease is any older.
      const delay = isDoubtful ? 400 : 0
      timeline.after(delay, () => {
        if (!isDoubtful) return node.link.stall(3000)
        node.link.crawl(4000)
        node.link.doubt(1000)
      })
      timeline.after(delay + random.below(isDoubtful ? 300 : 60), () =>
        clients.set(clients.nodeOtherThan(node), license, true),
      )
    })
  }

  #whenBeatReturns(node: SimulatedNode, happen: () => void): void {
    const { timeline } = this.#options.world
    const before = node.rightAsOf
    const look = (left: number): void => {
      if (left === 0 || node.rightAsOf !== before) happen()
      else timeline.after(5, () => look(left - 1))
    }
    look(200)
  }

  /** A connection to the store that is bad. */
  #trouble({ node, license, duration }: Disturbance): void {
    node.link.trouble(duration)
    this.#options.clients.revokeMeanwhile(license, duration)
  }

  /** A stream that hangs from just before a revocation of what its node remembers. */
  #stall({ node, license, duration }: Disturbance): void {
    node.link.stall(duration)
    this.#doubt(node, duration)
    this.#options.clients.revokeMeanwhile(license, duration)
    this.#options.clients.validateAfter(node, license, duration)
  }

  /** A stream that gives one thing at a time. */
  #crawl({ node, license, duration }: Disturbance): void {
    const { random, timeline } = this.#options.world
    node.link.crawl(duration)
    this.#doubt(node, duration)
    this.#options.clients.revokeMeanwhile(license, 600)
    for (let delay = random.below(100); delay < duration; delay += random.below(400)) {
      timeline.after(delay, () => this.#options.clients.validate(node, license))
    }
  }

  /** Another server takes its place, and is asked before it has a lease. */
  #crash({ place, node, license }: Disturbance): void {
    const { world, nodes, start } = this.#options
    const { random, timeline } = world
    node.process.crash()
    const duration = random.below(1500)
    timeline.after(duration, () => {
      const next = start({ opensSlowly: random.chance(0.7) })
      nodes[place] = next
      this.#newcomer(next, license, 20)
    })
  }

  /** A stream that ends, so that its node starts over. */
  #break({ node, license }: Disturbance): void {
    node.stream.break()
    if (this.#options.world.random.chance(0.6)) node.link.trouble(300)
    this.#newcomer(node, license, 300)
  }

  /** Reads begin before it has a lease, and end after; it revokes when it may not know all the others. */
  #newcomer(node: SimulatedNode, license: License, beginsWithin: number): void {
    const { clients, world } = this.#options
    const { random, timeline } = world
    for (const delay of [2, 60, 150, 250, 280, 320]) timeline.after(delay, () => clients.validate(node, license))
    for (let delay = 400; delay < 2500; delay += 150) timeline.after(delay, () => clients.validate(node, license))
    const after = beginsWithin + random.below(random.chance(0.5) ? 60 : 500)
    if (random.chance(0.7)) return timeline.after(after, () => clients.set(clients.nodeOtherThan(node), license, true))
    timeline.after(after, () => {
      clients.nodeOtherThan(node).link.stall(500 + random.below(1500))
      clients.set(node, license, true)
    })
  }

  /** Heartbeats that are written meanwhile may count as failed, and come back all the same. */
  #doubt(node: SimulatedNode, duration: number): void {
    if (this.#options.world.random.chance(0.5)) node.link.doubt(duration)
  }
}
