import type { NodeId } from './messages.ts'

/**
 * Who is registered, as of the applied position: what was read of the registry once, and every joining and leaving that
 * the stream told of before and since. Ids are never used twice, so that the order of the two does not matter.
 */
export class Members {
  readonly #present = new Map<NodeId, { readonly since: number; acknowledged: number }>()
  readonly #departed = new Set<NodeId>()
  #isComplete = false

  /** Those found by a read that is not older than the stream's beginning. */
  complete(found: readonly NodeId[]): void {
    for (const node of found) {
      if (!this.#departed.has(node)) this.#present.set(node, { since: 0, acknowledged: this.#acknowledged(node) })
    }
    this.#isComplete = true
  }

  /** `ask`: this node's newest ask that had come back by then. Whoever joins after it began after what it asks about. */
  join(node: NodeId, ask: number): void {
    if (!this.#departed.has(node) && !this.#present.has(node)) this.#present.set(node, { since: ask, acknowledged: 0 })
  }

  leave(node: NodeId): void {
    this.#departed.add(node)
    this.#present.delete(node)
  }

  acknowledge(node: NodeId, ask: number): void {
    const member = this.#present.get(node)
    if (member === undefined) {
      if (!this.#departed.has(node)) this.#present.set(node, { since: 0, acknowledged: ask })
    } else member.acknowledged = Math.max(member.acknowledged, ask)
  }

  /** Whether everyone but `self` who was registered when the ask was written has applied it. */
  haveApplied(ask: number, self: NodeId): boolean {
    if (!this.#isComplete) return false
    return [...this.#present].every(
      ([node, { since, acknowledged }]) => node === self || since >= ask || acknowledged >= ask,
    )
  }

  #acknowledged(node: NodeId): number {
    return this.#present.get(node)?.acknowledged ?? 0
  }
}
