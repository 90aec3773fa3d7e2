import type { Instant, License, LicenseId, LicenseKey } from '@keybox/domain'
import type { NodeId } from '../../src/cluster/messages.ts'
import type { ReadBasis } from '../../src/freshness.ts'
import type { Random } from '@keybox/contracts'

export type Entry =
  | { readonly type: 'license'; readonly license: License }
  | { readonly type: 'joined' | 'left'; readonly node: NodeId }
  | { readonly type: 'beat'; readonly node: NodeId; readonly number: number; readonly sentAt: Instant }
  | { readonly type: 'asked'; readonly node: NodeId; readonly number: number }
  | { readonly type: 'acknowledged'; readonly node: NodeId; readonly asker: NodeId; readonly number: number }

interface RegistryEntry {
  /** The number of its newest heartbeat. */
  readonly beat: number
  /** By the node's own wall clock; undefined: it has sent none. */
  readonly sentAt: Instant | undefined
}

/** A position is how many entries came before it. */
export type Position = number

/** What the store's majority has agreed on, in its order; a read sees a beginning of it. */
export class History {
  readonly #entries: Entry[] = []
  readonly #registry = new Map<NodeId, RegistryEntry>()
  #followers: (() => void)[] = []

  get length(): Position {
    return this.#entries.length
  }

  at(position: Position): Entry | undefined {
    return this.#entries[position]
  }

  append(entry: Entry): void {
    this.#entries.push(entry)
    if (entry.type === 'joined') this.#registry.set(entry.node, { beat: 0, sentAt: undefined })
    if (entry.type === 'left') this.#registry.delete(entry.node)
    if (entry.type === 'beat') this.#registry.set(entry.node, { beat: entry.number, sentAt: entry.sentAt })
    const followers = this.#followers
    this.#followers = []
    for (const follower of followers) follower()
  }

  /** Calls back once, when the next entry is there. */
  whenLonger(follower: () => void): void {
    this.#followers.push(follower)
  }

  /** The number in a node's entry of the registry now; undefined: it has none. */
  beatOf(node: NodeId): number | undefined {
    return this.#registry.get(node)?.beat
  }

  registry(): readonly (readonly [NodeId, RegistryEntry])[] {
    return [...this.#registry]
  }

  membersAsOf(position: Position): readonly NodeId[] {
    const members = new Set<NodeId>()
    for (const entry of this.#entries.slice(0, position)) {
      if (entry.type === 'joined') members.add(entry.node)
      if (entry.type === 'left') members.delete(entry.node)
    }
    return [...members]
  }

  find(id: LicenseId, position: Position = this.length): License | undefined {
    for (let at = position - 1; at >= 0; at -= 1) {
      const entry = this.#entries[at]
      if (entry?.type === 'license' && entry.license.id === id) return entry.license
    }
    return undefined
  }

  findByKey(key: LicenseKey, position: Position = this.length): License | undefined {
    for (let at = position - 1; at >= 0; at -= 1) {
      const entry = this.#entries[at]
      if (entry?.type === 'license' && entry.license.key.equals(key)) return entry.license
    }
    return undefined
  }

  /** How much of it a read sees that is done now: one from a primary that was paused sees no more than it must. */
  seenBy(basis: ReadBasis<Position>, random: Random): Position {
    if (basis.type === 'latest' || !random.chance(0.4)) return this.length
    return basis.position + random.whole(this.length - basis.position + 1)
  }
}
