import type { Instant } from '@keybox/domain'
import { LEASE_TIMES } from '../../src/cluster/lease-rules.ts'
import type { NodeId } from '../../src/cluster/messages.ts'
import type { TransportRules } from './faults.ts'
import type { Entry, History } from './history.ts'

/** What becomes of a node's writes to the registry once they have come to the store. */
export class SimulatedRegistry {
  readonly #history: History
  readonly #rules: TransportRules

  constructor(history: History, rules: TransportRules) {
    this.#history = history
    this.#rules = rules
  }

  /** @returns true, as of a node whose entry is there */
  join(node: NodeId): boolean {
    this.#history.append({ type: 'joined', node })
    return true
  }

  leave(node: NodeId): void {
    if (this.#history.beatOf(node) !== undefined) this.#history.append({ type: 'left', node })
  }

  /** @returns whether the node's entry was there */
  beat(node: NodeId, number: number, sentAt: Instant): boolean {
    if (this.#history.beatOf(node) === undefined) {
      if (!this.#rules.upserts) return false
      this.join(node)
    }
    this.#history.append({ type: 'beat', node, number, sentAt })
    return true
  }

  /** @returns whether the node's entry was there */
  ask(node: NodeId, number: number): boolean {
    return this.#update(node, [{ type: 'asked', node, number }])
  }

  /** @returns whether the node's entry was there */
  acknowledge(node: NodeId, asks: ReadonlyMap<NodeId, number>): boolean {
    return this.#update(
      node,
      [...asks].map(([asker, number]) => ({ type: 'acknowledged', node, asker, number })),
    )
  }

  beats(): ReadonlyMap<NodeId, number> {
    return new Map(this.#history.registry().map(([node, { beat }]) => [node, beat]))
  }

  /** Whose heartbeat says that it was sent more than L before `now`, with that heartbeat: two clocks, compared. */
  sentLongBefore(now: Instant): readonly (readonly [NodeId, number])[] {
    const isLong = (sentAt: Instant | undefined): boolean => sentAt !== undefined && now - sentAt > LEASE_TIMES.lengthMs
    return this.#history
      .registry()
      .filter(([, { sentAt }]) => isLong(sentAt))
      .map(([node, { beat }]) => [node, beat] as const)
  }

  remove(dead: NodeId, beat: number): void {
    const found = this.#history.beatOf(dead)
    if (found === undefined || (this.#rules.comparesBeforeRemoving && found !== beat)) return
    this.#history.append({ type: 'left', node: dead })
  }

  #update(node: NodeId, entries: readonly Entry[]): boolean {
    if (this.#history.beatOf(node) === undefined) return false
    for (const entry of entries) this.#history.append(entry)
    return true
  }
}
