import type { License } from '@keybox/domain'
import { isGood } from '../support/test-cache.ts'
import type { Asked, PromiseWatch } from './promise-watch.ts'
import { CALM_FROM_MS } from './simulated-link.ts'
import type { SimulatedNode } from './simulated-node.ts'
import type { World } from './world.ts'

export interface ClientsOptions {
  readonly world: World
  /** Those that run now: one that crashes is replaced in here. */
  readonly nodes: readonly SimulatedNode[]
  readonly licenses: readonly License[]
  readonly watch: PromiseWatch
}

/** Those who use the cluster. */
export class Clients {
  readonly #world: World
  readonly #nodes: readonly SimulatedNode[]
  readonly #licenses: readonly License[]
  readonly #watch: PromiseWatch

  constructor({ world, nodes, licenses, watch }: ClientsOptions) {
    this.#world = world
    this.#nodes = nodes
    this.#licenses = licenses
    this.#watch = watch
  }

  plan(): void {
    const { timeline, random } = this.#world
    for (let validations = 0; validations < 60; validations += 1) {
      timeline.after(random.below(CALM_FROM_MS), () => this.validate(this.anyNode(), this.anyLicense()))
    }
    for (let changes = 0; changes < 8; changes += 1) {
      timeline.after(300 + random.below(CALM_FROM_MS - 300), () => this.change())
    }
    this.#changeAfterDepartures()
  }

  anyNode(): SimulatedNode {
    return this.#world.random.pick(this.#nodes)
  }

  nodeOtherThan(node: SimulatedNode): SimulatedNode {
    return this.#world.random.pick(this.#nodes.filter((each) => each !== node))
  }

  anyLicense(): License {
    return this.#world.random.pick(this.#licenses)
  }

  validate({ process, facts }: SimulatedNode, { id, key }: License): void {
    const asked = this.#watch.asked(id)
    process.deliver(() => {
      void Promise.resolve(facts.find(key, isGood)).then(
        ({ license, asOf }) =>
          this.#watch.verdict({ license, asOf: asOf === undefined ? undefined : process.timeOf(asOf) }, asked),
        () => undefined,
      )
    })
  }

  /** A revocation, mostly, with validations on its heels; now and then a retry of it at another node. */
  change(): void {
    const { random } = this.#world
    const license = this.anyLicense()
    const revoked = !random.chance(0.35)
    const place = this.anyNode()
    this.set(place, license, revoked)
    // Another at the same node, about as long after as its writes take.
    if (random.chance(0.4)) {
      const other = this.anyLicense()
      this.#world.timeline.after(random.below(40), () => this.set(place, other, true))
    }
    if (revoked && random.chance(0.5)) {
      this.#world.timeline.after(random.below(random.chance(0.5) ? 30 : 400), () =>
        this.set(this.anyNode(), license, true),
      )
    }
    // Reads that are on their way while the change is made.
    for (const node of this.#nodes) {
      if (random.chance(0.5)) this.#world.timeline.after(random.below(20), () => this.validate(node, license))
    }
  }

  set({ process, revoke }: SimulatedNode, { id, owner, key }: License, revoked: boolean): void {
    const asked = this.#watch.asked(id)
    process.deliver(() => {
      void revoke({ owner, key, revoked }).then(
        (result) =>
          result.ok && result.value.status === 'REVOKED' ? this.#revoked(result.value.license, asked) : undefined,
        () => undefined,
      )
    })
  }

  /** Now and then with another at the same node, about as long before as its writes take. */
  revoke(license: License): void {
    const { random, timeline } = this.#world
    const at = this.anyNode()
    const isSecond = random.chance(0.5)
    if (isSecond) this.set(at, this.anyLicense(), true)
    timeline.after(isSecond ? random.below(40) : 0, () => this.set(at, license, true))
  }

  /** While something lasts for `duration`: soon, or as it ends. */
  revokeMeanwhile(license: License, duration: number): void {
    const { random, timeline } = this.#world
    timeline.after(random.chance(0.7) ? random.below(400) : duration + random.below(300), () => this.revoke(license))
  }

  /** Several times from when `duration` is over. */
  validateAfter(node: SimulatedNode, license: License, duration: number): void {
    for (const delay of [5, 15, 30, 60, 120, 300]) {
      this.#world.timeline.after(duration + delay, () => this.validate(node, license))
    }
  }

  #revoked(license: License, asked: Asked): void {
    const { timeline, random } = this.#world
    this.#watch.revoked(license, asked)
    for (const node of this.#nodes) {
      for (const delay of [0, 20, random.below(200), random.below(2500)]) {
        timeline.after(delay, () => this.validate(node, license))
      }
    }
  }

  /** While a departure is new, somebody may not know of it. */
  #changeAfterDepartures(): void {
    const { history, timeline, random } = this.#world
    history.whenLonger(() => {
      const hasLeft = history.at(history.length - 1)?.type === 'left'
      for (const license of hasLeft ? this.#licenses : []) {
        timeline.after(random.below(200), () => this.set(this.anyNode(), license, true))
      }
      this.#changeAfterDepartures()
    })
  }
}
