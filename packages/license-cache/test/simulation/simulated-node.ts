import { instant, revokeLicense, type RevokeLicense } from '@keybox/domain'
import { LeaseNode } from '../../src/cluster/lease-node.ts'
import type { Change, Effect, Input, NodeId, Write } from '../../src/cluster/messages.ts'
import type { Moment } from '../../src/freshness.ts'
import { createLicenseCache, type LicenseCache } from '../../src/license-cache.ts'
import { changeFor } from './change-for.ts'
import type { Position } from './history.ts'
import { SimulatedRegistry } from './simulated-registry.ts'
import { simulatedStore } from './simulated-store.ts'
import type { World } from './world.ts'

/** From here on nothing goes wrong any more. */
export const CALM_FROM_MS = 9000

const EPOCH = Date.UTC(2024, 0, 1)

/** One server of the simulated cluster: the real lease and the real cache over a store that dawdles, fails and forgets. */
export class SimulatedNode {
  readonly #world: World
  readonly #clock: { readonly rate: number; readonly offset: number; asleep: number }
  readonly #lease: LeaseNode<Position>
  readonly #waits = new Map<number, () => void>()
  readonly cache: LicenseCache
  readonly revoke: RevokeLicense
  #stream: { readonly node: NodeId } | undefined
  readonly #registry: SimulatedRegistry
  #waited = 0
  #isDead = false
  #isPaused = false
  #inbox: (() => void)[] = []
  /** Until when messages to and from the store dawdle, and until when its stream gives nothing. */
  #troubledUntil = 0
  #stalledUntil = 0
  #doubtfulUntil = 0

  constructor(world: World, { rate, offset }: { readonly rate: number; readonly offset: number }) {
    this.#world = world
    this.#registry = new SimulatedRegistry(world.history, world.rules.transport)
    this.#clock = { rate, offset, asleep: 0 }
    const now = (): Moment => this.#now()
    this.#lease = new LeaseNode<Position>({ now, newId: world.newId, rules: world.rules.lease })
    const store = simulatedStore(world, {
      delay: () => this.#delay(),
      after: (delay, message) => this.#after(delay, message),
    })
    this.cache = createLicenseCache<Position>({
      source: (key, basis) => store.read(key, basis),
      freshness: this.#lease,
      // Room for one of two licences: what is looked at is pushed out all the time.
      max: 1,
      storeDown: { type: 'last-known', maxMs: 900_000 },
      now,
      timer: (ms, callback) => this.#timer(ms, callback),
      readsAtOnce: 4,
      rules: world.rules.cache,
    })
    const clock = { now: () => instant(EPOCH) }
    const unitOfWork = this.cache.watched(store.unitOfWork)
    const propagation = { reached: () => this.#reached() }
    const waiting = revokeLicense({ unitOfWork, clock, propagation })
    const hasty = revokeLicense({ unitOfWork, clock, propagation: { reached: async () => undefined } })
    this.revoke = world.rules.transport.waitsForNothingChanged
      ? waiting
      : async (command) => {
          const known = world.history.findByKey(command.key)
          return known?.revokedAt === undefined ? waiting(command) : hasty(command)
        }
    this.#tick()
  }

  /** Stops for good, in the middle of everything. */
  crash(): void {
    this.#isDead = true
  }

  /** Nothing runs until it is resumed; clocks go on, the monotonic one only if `asleep` is not set. */
  pause(ms: number, asleep: boolean): void {
    if (this.#isPaused) return
    this.#isPaused = true
    this.#world.timeline.after(ms, () => {
      if (asleep) this.#clock.asleep += ms
      this.#isPaused = false
      const inbox = this.#inbox
      this.#inbox = []
      // What came in meanwhile is taken up in no particular order, but each source's own.
      if (this.#world.random.chance(0.5)) inbox.reverse()
      for (const message of inbox) this.deliver(message)
    })
  }

  /** Whether it answers from memory, as it should when nothing has been wrong for a while. */
  get isServing(): boolean {
    return this.#lease.mayServe()
  }

  /** The connection to the store is bad for a while. */
  trouble(ms: number): void {
    this.#troubledUntil = this.#world.timeline.now + ms
  }

  /** Nobody knows how its writes end for a while. */
  doubt(ms: number): void {
    this.#doubtfulUntil = this.#world.timeline.now + ms
  }

  /** The stream gives nothing for a while, and does not end. */
  stall(ms: number): void {
    this.#stalledUntil = this.#world.timeline.now + ms
  }

  /** The stream ends with an error. */
  breakStream(): void {
    const node = this.#stream?.node
    this.#stream = undefined
    if (node !== undefined) this.#after(this.#delay(), () => this.#tell({ type: 'closed', node }))
  }

  /** Runs `message` here, later if the node is paused, never if it has crashed. */
  deliver(message: () => void): void {
    if (this.#isDead) return
    if (this.#isPaused) this.#inbox.push(message)
    else message()
  }

  #after(delay: number, message: () => void): void {
    this.#world.timeline.after(delay, () => this.deliver(message))
  }

  #now(): Moment {
    const elapsed = this.#world.timeline.now * this.#clock.rate
    return {
      wall: instant(EPOCH + Math.floor(elapsed + this.#clock.offset)),
      monotonic: elapsed - this.#clock.asleep * this.#clock.rate,
    }
  }

  /** How long a message takes: mostly little, now and then long. */
  #delay(): number {
    const { random, timeline } = this.#world
    if (timeline.now < this.#troubledUntil) return random.below(1500)
    if (timeline.now > CALM_FROM_MS) return random.below(12)
    return random.chance(0.08) ? random.below(1200) : random.below(12)
  }

  /** Whoever removes the dead may be slow: they may have come back to life. */
  #removalDelay(): number {
    const { random } = this.#world
    return random.chance(0.5) ? random.below(2500) : this.#delay()
  }

  #timer(ms: number, callback: () => void): () => void {
    let isOff = false
    this.#after(ms / this.#clock.rate, () => {
      if (!isOff) callback()
    })
    return () => {
      isOff = true
    }
  }

  #tick(): void {
    this.#tell({ type: 'tick' })
    this.#after(100, () => this.#tick())
  }

  #tell(input: Input<Position>): void {
    for (const effect of this.#lease.handle(input)) this.#carryOut(effect)
  }

  #carryOut(effect: Effect<Position>): void {
    const registry = this.#registry
    switch (effect.type) {
      case 'open':
        return this.#open(effect.node)
      case 'register':
        return this.#write(effect.node, 'register', () => {
          registry.join(effect.node)
          return true
        })
      case 'read-registry':
        return this.#readRegistry(effect.node, effect.after)
      case 'beat':
        return this.#write(effect.node, 'beat', () => registry.beat(effect.node, effect.number))
      case 'ask':
        return this.#write(effect.node, 'ask', () =>
          registry.update(effect.node, [{ type: 'asked', node: effect.node, number: effect.number }]),
        )
      case 'acknowledge':
        return this.#write(effect.node, 'acknowledgement', () =>
          registry.update(
            effect.node,
            [...effect.asks].map(([asker, number]) => ({ type: 'acknowledged', node: effect.node, asker, number })),
          ),
        )
      case 'survey':
        return this.#survey(effect.node)
      case 'remove':
        return this.#world.timeline.after(this.#removalDelay(), () => registry.remove(effect.dead, effect.beat))
      case 'leave':
        this.#stream = undefined
        return this.#world.timeline.after(this.#delay(), () => {
          registry.leave(effect.node)
        })
      case 'changed':
        return this.cache.changed(effect.license, effect.revision)
      case 'reached': {
        const release = this.#waits.get(effect.wait)
        this.#waits.delete(effect.wait)
        return release?.()
      }
    }
  }

  #write(node: NodeId, write: Write | 'register', land: () => boolean): void {
    const { timeline, random } = this.#world
    const isCalm = timeline.now > CALM_FROM_MS
    const isLost = !isCalm && random.chance(0.03)
    const isUnknown = !isCalm && random.chance(timeline.now < this.#doubtfulUntil ? 0.5 : 0.04)
    timeline.after(this.#delay(), () => {
      const found = !isLost && land()
      this.#after(this.#delay(), () => {
        const failed = isLost || isUnknown
        if (write === 'register') this.#tell({ type: failed ? 'closed' : 'registered', node })
        else this.#tell(failed ? { type: 'failed', node, write } : { type: 'written', node, write, found })
      })
    })
  }

  #readRegistry(node: NodeId, after: Position): void {
    const { history, random, rules, timeline } = this.#world
    timeline.after(this.#delay(), () => {
      const position = rules.transport.readsRegistryAfter ? after : 0
      const members = history.membersAsOf(history.seenBy({ type: 'after', position }, random))
      this.#after(this.#delay(), () => this.#tell({ type: 'registry', node, members }))
    })
  }

  #survey(node: NodeId): void {
    const { history, timeline } = this.#world
    timeline.after(this.#delay(), () => {
      const beats = history.registry()
      this.#after(this.#delay(), () => this.#tell({ type: 'surveyed', node, beats }))
    })
  }

  #open(node: NodeId): void {
    const { history, timeline } = this.#world
    const stream = { node }
    this.#stream = stream
    timeline.after(this.#delay(), () => {
      const position = history.length
      this.#after(this.#delay(), () => {
        if (stream !== this.#stream) return
        this.#tell({ type: 'opened', node, position })
        this.#follow(stream, position)
      })
    })
  }

  /** Gives the entries from `position` on, in order, each after a while. */
  #follow(stream: { readonly node: NodeId }, position: Position): void {
    const { history } = this.#world
    if (stream !== this.#stream || this.#isDead) return
    const entry = history.at(position)
    if (entry === undefined) return history.whenLonger(() => this.#follow(stream, position))
    const change = changeFor(entry, stream.node)
    if (change === undefined) return this.#follow(stream, position + 1)
    this.#after(this.#streamDelay(change.type), () => {
      if (stream !== this.#stream) return
      const { node } = stream
      this.#tell({ type: 'change', node, position: position + 1, change: this.#lookedUp(change, node) })
      this.#follow(stream, position + 1)
    })
  }

  #streamDelay(change: Change['type']): number {
    const { random, timeline } = this.#world
    if (timeline.now > CALM_FROM_MS) return random.below(4)
    const stalled = Math.max(this.#stalledUntil - timeline.now, 0)
    // Where a departure is late, more is at stake than where anything else is.
    const isLate = random.chance(change === 'left' ? 0.3 : 0.02)
    const isTroubled = timeline.now < this.#troubledUntil && random.chance(0.5)
    if (isLate) return stalled + random.below(2500)
    return stalled + random.below(isTroubled ? 1000 : 4)
  }

  #lookedUp(change: Change, node: NodeId): Change {
    const { history, rules } = this.#world
    if (change.type !== 'beat' || !rules.transport.looksUp) return change
    return { type: 'beat', number: history.beatOf(node) ?? change.number }
  }

  #reached(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waited += 1
    this.#waits.set(this.#waited, resolve)
    this.#tell({ type: 'reach', wait: this.#waited })
    return promise
  }
}
