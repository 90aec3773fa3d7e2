import type { NodeId } from './messages.ts'

interface DueAcknowledgements {
  readonly asks: ReadonlyMap<NodeId, number>
  readonly departed: readonly NodeId[]
}

/** What a node owes to those who asked: one write at a time, for all that came meanwhile. */
export class Acknowledgements {
  readonly #due = new Map<NodeId, number>()
  readonly #departed = new Set<NodeId>()
  #underWay: ReadonlyMap<NodeId, number> | undefined

  asked(node: NodeId, number: number): void {
    this.#due.set(node, Math.max(this.#due.get(node) ?? 0, number))
  }

  left(node: NodeId): void {
    this.#due.delete(node)
    this.#departed.add(node)
  }

  /** What to write now; undefined: nothing. */
  next(): DueAcknowledgements | undefined {
    if (this.#due.size === 0 || this.#underWay !== undefined) return undefined
    const asks = new Map(this.#due)
    const departed = [...this.#departed]
    this.#underWay = asks
    this.#due.clear()
    this.#departed.clear()
    return { asks, departed }
  }

  written(): void {
    this.#underWay = undefined
  }

  failed(): void {
    for (const [node, number] of this.#underWay ?? []) {
      if (!this.#departed.has(node)) this.#due.set(node, Math.max(this.#due.get(node) ?? 0, number))
    }
    this.#underWay = undefined
  }
}
