import { instant, revokeLicense, type LicenseFacts, type RevokeLicense } from '@keybox/domain'
import { LeaseNode } from '../../src/cluster/lease-node.ts'
import type { Effect, Input, NodeId, Write } from '../../src/cluster/messages.ts'
import type { Moment } from '../../src/freshness.ts'
import { createLicenseCache, type LicenseCache } from '../../src/license-cache.ts'
import type { Position } from './history.ts'
import { SimulatedLink } from './simulated-link.ts'
import { SimulatedProcess, type ClockError } from './simulated-process.ts'
import { SimulatedRegistry } from './simulated-registry.ts'
import { simulatedStore } from './simulated-store.ts'
import { SimulatedStream } from './simulated-stream.ts'
import type { World } from './world.ts'

const TICK_MS = 100

export interface SimulatedNodeOptions {
  readonly clock: ClockError
  /** Its stream takes long to come about. */
  readonly opensSlowly: boolean
}

/** One server of the simulated cluster: the real lease and the real cache over a store that dawdles, fails and forgets. */
export class SimulatedNode {
  readonly process: SimulatedProcess
  readonly link: SimulatedLink
  readonly stream: SimulatedStream
  readonly facts: LicenseFacts
  readonly revoke: RevokeLicense
  readonly #world: World
  readonly #lease: LeaseNode<Position>
  readonly #cache: LicenseCache
  readonly #registry: SimulatedRegistry
  readonly #waits = new Map<number, () => void>()
  #waited = 0

  constructor(world: World, { clock, opensSlowly }: SimulatedNodeOptions) {
    this.#world = world
    this.process = new SimulatedProcess(world.timeline, world.random, clock)
    this.link = new SimulatedLink(world)
    const { process, link } = this
    this.stream = new SimulatedStream({ world, process, link, tell: (input) => this.#tell(input) })
    this.#registry = new SimulatedRegistry(world.history, world.rules.transport)
    const now = (): Moment => process.now()
    this.#lease = new LeaseNode<Position>({ now, newId: world.newId, rules: world.rules.lease })
    const store = simulatedStore(world, {
      delay: () => link.delay(),
      after: (delay, message) => process.after(delay, message),
    })
    this.#cache = createLicenseCache<Position>({
      source: (key, basis) => store.read(key, basis),
      freshness: this.#lease,
      // Where there is room for one of two licences, what is looked at is pushed out all the time.
      max: 1 + world.random.whole(2),
      storeDown: { type: 'last-known', maxMs: 900_000 },
      now,
      timer: (ms, callback) => process.timer(ms, callback),
      readsAtOnce: 4,
      rules: world.rules.cache,
    })
    this.facts = this.#cache.facts
    const unitOfWork = this.#cache.watched(store.unitOfWork)
    this.revoke = this.#revoking(unitOfWork)
    if (opensSlowly) link.trouble(1)
    this.#tick()
  }

  /** Whether it answers from memory, as it should when nothing has been wrong for a while. */
  get isServing(): boolean {
    return this.#lease.mayServe()
  }

  /** When it sent the newest of its heartbeats that has come back, by its own clocks. */
  get rightAsOf(): Moment | undefined {
    return this.#lease.era.asOf
  }

  #revoking(unitOfWork: Parameters<typeof revokeLicense>[0]['unitOfWork']): RevokeLicense {
    const { history, rules } = this.#world
    const ports = { unitOfWork, clock: { now: () => instant(0) }, pause: async () => true }
    const waiting = revokeLicense({ ...ports, propagation: { reached: () => this.#reached() } })
    const hasty = revokeLicense({ ...ports, propagation: { reached: async () => undefined } })
    if (rules.transport.waitsForNothingChanged) return waiting
    return async (command) =>
      history.findByKey(command.key)?.revokedAt === undefined ? waiting(command) : hasty(command)
  }

  #tick(): void {
    this.#tell({ type: 'tick' })
    this.process.after(TICK_MS, () => this.#tick())
  }

  #tell(input: Input<Position>): void {
    for (const effect of this.#lease.handle(input)) this.#carryOut(effect)
  }

  #carryOut(effect: Effect<Position>): void {
    if (effect.type === 'changed') this.#cache.changed(effect.license, effect.revision)
    else if (effect.type === 'reached') this.#release(effect.wait)
    else if (effect.type === 'open') this.stream.open(effect.node)
    else if (effect.type === 'leave') this.#leave(effect.node)
    else this.#atRegistry(effect)
  }

  #atRegistry(effect: Exclude<Effect<Position>, { readonly type: 'changed' | 'reached' | 'open' | 'leave' }>): void {
    const registry = this.#registry
    switch (effect.type) {
      case 'register':
        return this.#write(effect.node, 'register', () => registry.join(effect.node))
      case 'read-registry':
        return this.#readRegistry(effect.node, effect.after)
      case 'beat': {
        const { wall } = this.process.now()
        return this.#write(effect.node, 'beat', () => registry.beat(effect.node, effect.number, wall))
      }
      case 'ask':
        return this.#write(effect.node, 'ask', () => registry.ask(effect.node, effect.number))
      case 'acknowledge':
        return this.#write(effect.node, 'acknowledgement', () => registry.acknowledge(effect.node, effect.asks))
      case 'survey':
        return this.#survey(effect.node)
      case 'remove':
        return this.#remove(effect.dead, effect.beat)
    }
  }

  #write(node: NodeId, write: Write | 'register', land: () => boolean): void {
    const { isLost, isUnknown } = this.link.fateOfWrite()
    this.#world.timeline.after(this.link.delay(), () => {
      const found = !isLost && land()
      this.process.after(this.link.delay(), () => {
        const failed = isLost || isUnknown
        if (write === 'register') this.#tell({ type: failed ? 'closed' : 'registered', node })
        else this.#tell(failed ? { type: 'failed', node, write } : { type: 'written', node, write, found })
      })
    })
  }

  #readRegistry(node: NodeId, after: Position): void {
    const { history, random, rules, timeline } = this.#world
    timeline.after(this.link.delay(), () => {
      const position = rules.transport.readsRegistryAfter ? after : 0
      const members = history.membersAsOf(history.seenBy({ type: 'after', position }, random))
      this.process.after(this.link.delay(), () => this.#tell({ type: 'registry', node, members }))
    })
  }

  #survey(node: NodeId): void {
    this.#world.timeline.after(this.link.delay(), () => {
      const beats = this.#registry.beats()
      const late = this.#registry.sentLongBefore(this.process.now().wall)
      this.process.after(this.link.delay(), () => {
        if (this.#world.rules.transport.removesByClock) for (const [dead, beat] of late) this.#remove(dead, beat)
        this.#tell({ type: 'surveyed', node, beats })
      })
    })
  }

  #remove(dead: NodeId, beat: number): void {
    this.#world.timeline.after(this.link.removalDelay(), () => this.#registry.remove(dead, beat))
  }

  #leave(node: NodeId): void {
    this.stream.close()
    this.#world.timeline.after(this.link.delay(), () => this.#registry.leave(node))
  }

  #reached(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waited += 1
    this.#waits.set(this.#waited, resolve)
    this.#tell({ type: 'reach', wait: this.#waited })
    return promise
  }

  #release(wait: number): void {
    this.#waits.get(wait)?.()
    this.#waits.delete(wait)
  }
}
