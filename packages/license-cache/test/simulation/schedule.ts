import type { License, LicenseId } from '@keybox/domain'
import { anActiveLicense, isGood } from '../support/test-cache.ts'
import type { Rules } from './faults.ts'
import { History } from './history.ts'
import { seededRandom, type Random } from './random.ts'
import { CALM_FROM_MS, SimulatedNode } from './simulated-node.ts'
import { Timeline } from './timeline.ts'
import type { World } from './world.ts'

export interface Outcome {
  /** What was promised and not kept; undefined: nothing. */
  readonly violation: string | undefined
  /** Positive verdicts that claimed to be current, and those that said that they were stale. */
  readonly current: number
  readonly stale: number
  readonly revocations: number
}

const NODES = 3
const DURATION_MS = CALM_FROM_MS
/** Longer than any pause, then a new start and a heartbeat. */
const CALM_MS = 7000
/** Clocks may differ by less than the margin, a tenth of L: these do by 8 % at most. */
const RATES = [0.96, 1.04]

/**
 * One run of a cluster of three, decided by the seed down to every delay and fault: validations, revocations and
 * reinstatements of two licences at any node, while streams stall and break, nodes pause, sleep, crash and start,
 * writes get lost and reads come from the past.
 *
 * The promise: a validation that begins after a revocation was answered gives no unmarked positive verdict. And when
 * nothing has been wrong for a while, every node answers from memory again.
 */
export async function runSchedule(seed: number, rules: Rules): Promise<Outcome> {
  const random = seededRandom(seed)
  const history = new History()
  const timeline = new Timeline()
  let ids = 0
  const newId = (): string => `node ${(ids += 1)}`
  const world: World = { timeline, random, history, rules, newId }
  const licenses = [LICENSES[0], LICENSES[1]]
  for (const license of licenses) history.append({ type: 'license', license })
  const nodes = Array.from({ length: NODES }, () => startNode(world))
  const watch = new PromiseWatch()
  const run = new Clients(world, nodes, licenses, watch)
  run.plan()
  await timeline.run(DURATION_MS + CALM_MS)
  for (const node of nodes) if (!node.isServing) watch.notServing()
  return watch.outcome()
}

const LICENSES = [anActiveLicense(), anActiveLicense()] as const

function startNode(world: World): SimulatedNode {
  return new SimulatedNode(world, { rate: world.random.pick(RATES), offset: world.random.below(5000) })
}

/** Keeps what was promised, and compares each verdict with it. */
class PromiseWatch {
  /** By licence, the newest revision whose revocation was answered. */
  readonly #answered = new Map<LicenseId, number>()
  #violation: string | undefined
  #current = 0
  #stale = 0
  #revocations = 0

  answered({ id, revision }: License): void {
    this.#revocations += 1
    this.#answered.set(id, Math.max(revision, this.#answered.get(id) ?? 0))
  }

  promised(id: LicenseId): number {
    return this.#answered.get(id) ?? 0
  }

  verdict(license: License | undefined, isStale: boolean, promised: number, when: string): void {
    if (license === undefined || !isGood(license)) return
    if (isStale) this.#stale += 1
    else this.#current += 1
    if (!isStale && license.revision < promised) {
      this.#violation ??= `${when}: revision ${license.revision} told as good after ${promised} was answered as revoked`
    }
  }

  notServing(): void {
    this.#violation ??= 'in calm, a node does not come to answer from memory'
  }

  outcome(): Outcome {
    return {
      violation: this.#violation,
      current: this.#current,
      stale: this.#stale,
      revocations: this.#revocations,
    }
  }
}

/** Those who use the cluster, and those who disturb it. */
class Clients {
  readonly #world: World
  readonly #nodes: SimulatedNode[]
  readonly #licenses: readonly License[]
  readonly #watch: PromiseWatch

  constructor(world: World, nodes: SimulatedNode[], licenses: readonly License[], watch: PromiseWatch) {
    this.#world = world
    this.#nodes = nodes
    this.#licenses = licenses
    this.#watch = watch
  }

  plan(): void {
    const { timeline, random } = this.#world
    for (let validations = 0; validations < 60; validations += 1) {
      timeline.after(random.below(DURATION_MS), () =>
        this.#validate(random.pick(this.#nodes), random.pick(this.#licenses)),
      )
    }
    for (let changes = 0; changes < 8; changes += 1) {
      timeline.after(300 + random.below(DURATION_MS - 300), () => this.#change(random))
    }
    this.#changeAfterDepartures(random)
    for (let faults = random.whole(7); faults > 0; faults -= 1) {
      timeline.after(random.below(DURATION_MS), () => this.#disturb(random))
    }
  }

  #validate(node: SimulatedNode, { id, key }: License): void {
    const promised = this.#watch.promised(id)
    const began = this.#world.timeline.now
    node.deliver(() => {
      void node.cache.facts.find(key, isGood).then(
        ({ license, asOf }) =>
          this.#watch.verdict(license, asOf !== undefined, promised, `validation at ${began.toFixed(0)}`),
        () => undefined,
      )
    })
  }

  /** A revocation, mostly, with validations on its heels; now and then a retry of it at another node. */
  #change(random: Random): void {
    const license = random.pick(this.#licenses)
    const revoked = !random.chance(0.35)
    const place = random.pick(this.#nodes)
    this.#set(place, license, revoked)
    // Another at the same node, about as long after as its writes take.
    if (random.chance(0.4)) {
      const other = random.pick(this.#licenses)
      this.#world.timeline.after(random.below(40), () => this.#set(place, other, true))
    }
    if (revoked && random.chance(0.5)) {
      this.#world.timeline.after(random.below(random.chance(0.5) ? 30 : 400), () =>
        this.#set(random.pick(this.#nodes), license, true),
      )
    }
    // Reads that are on their way while the change is made.
    for (const node of this.#nodes) {
      if (random.chance(0.5)) this.#world.timeline.after(random.below(20), () => this.#validate(node, license))
    }
  }

  #set(node: SimulatedNode, { owner, key }: License, revoked: boolean): void {
    node.deliver(() => {
      void node.revoke({ owner, key, revoked }).then(
        (result) => (result.ok && result.value.status === 'REVOKED' ? this.#revoked(result.value.license) : undefined),
        () => undefined,
      )
    })
  }

  #revoked(license: License): void {
    const { timeline, random } = this.#world
    this.#watch.answered(license)
    for (const node of this.#nodes) {
      for (const delay of [0, 20, random.below(200), random.below(2500)]) {
        timeline.after(delay, () => this.#validate(node, license))
      }
    }
  }

  /** A node that stands still, perhaps long enough to be taken for dead, and is asked about a good licence again. */
  #pause(node: SimulatedNode, duration: number, random: Random): void {
    const { timeline } = this.#world
    const license = random.pick(this.#licenses)
    node.pause(duration, random.chance(0.5))
    timeline.after(Math.max(duration - 300, 0), () => this.#set(random.pick(this.#nodes), license, false))
    for (const delay of [5, 15, 30, 60]) timeline.after(duration + delay, () => this.#validate(node, license))
  }

  /** A stream that hangs from just before a revocation at another node of what this one remembers. */
  #stall(node: SimulatedNode, random: Random): void {
    const { timeline } = this.#world
    const license = random.pick(this.#licenses)
    this.#validate(node, license)
    const duration = random.below(4500)
    timeline.after(40, () => node.stall(duration))
    // Heartbeats that are written meanwhile may count as failed, and come back all the same.
    if (random.chance(0.5)) timeline.after(40, () => node.doubt(duration))
    for (const delay of [5, 50, 300]) timeline.after(40 + duration + delay, () => this.#validate(node, license))
    timeline.after(40 + random.below(random.chance(0.5) ? 150 : 700), () =>
      this.#set(random.pick(this.#nodes), license, true),
    )
  }

  /** While a departure is new, somebody may not know of it. */
  #changeAfterDepartures(random: Random): void {
    const { history, timeline } = this.#world
    history.whenLonger(() => {
      const hasLeft = history.at(history.length - 1)?.type === 'left'
      for (const license of hasLeft ? this.#licenses : []) {
        timeline.after(random.below(200), () => this.#set(random.pick(this.#nodes), license, true))
      }
      this.#changeAfterDepartures(random)
    })
  }

  #disturb(random: Random): void {
    const { timeline } = this.#world
    const place = random.whole(this.#nodes.length)
    const node = this.#nodes[place]
    if (node === undefined) return
    // Something happens while it is away, or as it comes back.
    const duration = random.below(4500)
    timeline.after(random.chance(0.5) ? random.below(300) : duration + random.below(300), () => this.#change(random))
    switch (random.whole(7)) {
      case 0:
      case 1:
        return this.#pause(node, duration, random)
      case 2:
        return node.trouble(duration)
      case 3:
      case 4:
        return this.#stall(node, random)
      case 5:
        node.crash()
        return timeline.after(random.below(1500), () => {
          this.#nodes[place] = startNode(this.#world)
        })
      default:
        return node.breakStream()
    }
  }
}
