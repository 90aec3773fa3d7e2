import { randomUUID } from 'node:crypto'
import { exhaustive, type LicenseId } from '@keybox/domain'
import { LeaseNode, type Effect, type Input, type Moments, type NodeId, type Write } from '@keybox/license-cache'
import type { Db, MongoClient, Timestamp } from 'mongodb'
import { ChangeFeed } from './change-feed.ts'
import { acknowledgementField, Registry } from './registry.ts'

export interface LeaseMemberOptions {
  readonly client: MongoClient
  readonly database: Db
  readonly now: Moments
  readonly changed: (license: LicenseId, revision: number) => void
}

type RegistryEffect = Exclude<Effect<Timestamp>, { readonly type: 'changed' | 'reached' | 'open' | 'leave' }>

/** How precisely what is due is done. */
const TICK_MS = 50

/** Carries out what the lease protocol says, on MongoDB: its ears and hands. */
export class LeaseMember {
  readonly lease: LeaseNode<Timestamp>
  readonly #database: Db
  readonly #registry: Registry
  readonly #changed: LeaseMemberOptions['changed']
  readonly #waits = new Map<number, PromiseWithResolvers<void>>()
  readonly #underWay = new Set<Promise<void>>()
  readonly #ticking: NodeJS.Timeout
  #feed: ChangeFeed | undefined
  #waitNumber = 0

  constructor({ client, database, now, changed }: LeaseMemberOptions) {
    this.#database = database
    this.#registry = new Registry(client, database)
    this.#changed = changed
    // No punctuation: a part of field names.
    this.lease = new LeaseNode<Timestamp>({ now, newId: () => randomUUID().replaceAll('-', '') })
    this.#ticking = setInterval(() => this.#tell({ type: 'tick' }), TICK_MS)
    this.#ticking.unref()
  }

  /** Resolves when every server has applied what was committed before, or cannot answer from memory any more. */
  reached(): Promise<void> {
    this.#waitNumber += 1
    const reached = Promise.withResolvers<void>()
    this.#waits.set(this.#waitNumber, reached)
    this.#tell({ type: 'reach', wait: this.#waitNumber })
    return reached.promise
  }

  /** Ends it, with those who wait answered first, and lets the others know. */
  async leave(): Promise<void> {
    await Promise.all([...this.#waits.values()].map(({ promise }) => promise))
    clearInterval(this.#ticking)
    this.#tell({ type: 'stop' })
    await Promise.all(this.#underWay)
  }

  #tell(input: Input<Timestamp>): void {
    for (const effect of this.lease.handle(input)) this.#carryOut(effect)
  }

  #carryOut(effect: Effect<Timestamp>): void {
    if (effect.type === 'changed') this.#changed(effect.license, effect.revision)
    else if (effect.type === 'reached') this.#release(effect.wait)
    else if (effect.type === 'open') this.#open(effect.node)
    else if (effect.type === 'leave') this.#leave(effect.node)
    else this.#atRegistry(effect)
  }

  #atRegistry(effect: RegistryEffect): void {
    switch (effect.type) {
      case 'register':
        return this.#register(effect.node)
      case 'read-registry':
        return this.#readRegistry(effect.node, effect.after)
      case 'beat':
        return this.#write(effect.node, 'beat', { beat: effect.number })
      case 'ask':
        return this.#write(effect.node, 'ask', { ask: effect.number })
      case 'acknowledge': {
        const asks = [...effect.asks].map(([asker, number]) => [acknowledgementField(asker), number] as const)
        const departed = effect.departed.map(acknowledgementField)
        return this.#write(effect.node, 'acknowledgement', Object.fromEntries(asks), departed)
      }
      case 'survey':
        return this.#survey(effect.node)
      case 'remove':
        return this.#do(() => this.#registry.removeDead(effect.dead, effect.beat))
      default:
        return exhaustive(effect)
    }
  }

  #release(wait: number): void {
    this.#waits.get(wait)?.resolve()
    this.#waits.delete(wait)
  }

  #register(node: NodeId): void {
    this.#do(
      () => this.#registry.register(node),
      () => this.#tell({ type: 'registered', node }),
      () => this.#tell({ type: 'closed', node }),
    )
  }

  #readRegistry(node: NodeId, after: Timestamp): void {
    this.#do(
      () => this.#registry.members(after),
      (members) => this.#tell({ type: 'registry', node, members }),
      () => this.#tell({ type: 'closed', node }),
    )
  }

  #survey(node: NodeId): void {
    this.#do(
      () => this.#registry.beats(),
      (beats) => this.#tell({ type: 'surveyed', node, beats }),
      () => this.#tell({ type: 'surveyed', node, beats: new Map() }),
    )
  }

  #open(node: NodeId): void {
    const feed = new ChangeFeed(this.#database, node)
    this.#feed = feed
    const closed = (): void => this.#tell({ type: 'closed', node })
    this.#do(
      () =>
        feed.run({
          opened: (position) => this.#tell({ type: 'opened', node, position }),
          changed: (position, change) => this.#tell({ type: 'change', node, position, change }),
        }),
      closed,
      closed,
    )
  }

  #leave(node: NodeId): void {
    const feed = this.#feed
    this.#feed = undefined
    this.#do(async () => {
      await feed?.close()
      await this.#registry.remove(node)
    })
  }

  #write(node: NodeId, write: Write, set: Readonly<Record<string, number>>, unset?: readonly string[]): void {
    this.#do(
      () => this.#registry.update(node, set, unset),
      (found) => this.#tell({ type: 'written', node, write, found }),
      () => this.#tell({ type: 'failed', node, write }),
    )
  }

  #do<T>(work: () => Promise<T>, done: (result: T) => void = ignore, failed: () => void = ignore): void {
    const ended = this.#settle(work, done, failed).finally(() => this.#underWay.delete(ended))
    this.#underWay.add(ended)
  }

  async #settle<T>(work: () => Promise<T>, done: (result: T) => void, failed: () => void): Promise<void> {
    let result: T
    try {
      result = await work()
    } catch {
      return failed()
    }
    return done(result)
  }
}

function ignore(): void {
  // What is not told of changes nothing: who has not left is taken out by the others.
}
