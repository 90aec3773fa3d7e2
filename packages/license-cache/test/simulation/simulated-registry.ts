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

  join(node: NodeId): void {
    this.#history.append({ type: 'joined', node })
  }

  leave(node: NodeId): void {
    if (this.#history.beatOf(node) !== undefined) this.#history.append({ type: 'left', node })
  }

  /** @returns whether the node's entry was there */
  beat(node: NodeId, number: number): boolean {
    if (this.#history.beatOf(node) === undefined) {
      if (!this.#rules.upserts) return false
      this.join(node)
    }
    this.#history.append({ type: 'beat', node, number })
    return true
  }

  /** @returns whether the node's entry was there */
  update(node: NodeId, entries: readonly Entry[]): boolean {
    if (this.#history.beatOf(node) === undefined) return false
    for (const entry of entries) this.#history.append(entry)
    return true
  }

  remove(dead: NodeId, beat: number): void {
    const found = this.#history.beatOf(dead)
    if (found === undefined || (this.#rules.comparesBeforeRemoving && found !== beat)) return
    this.#history.append({ type: 'left', node: dead })
  }
}
