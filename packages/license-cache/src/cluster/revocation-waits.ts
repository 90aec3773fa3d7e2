import type { NodeId } from './messages.ts'

interface RevocationWait {
  readonly wait: number
  /** By the monotonic clock: every lease from before the commit has run out by then. */
  readonly releaseAt: number
  /** The life it was asked in, and the ask that covers it; in another life only time ends it. */
  readonly node: NodeId | undefined
  readonly ask: number
}

/** Who waits until a change has reached every node. */
export class RevocationWaits {
  readonly #waits = new Map<number, RevocationWait>()

  add(wait: RevocationWait): void {
    this.#waits.set(wait.wait, wait)
  }

  delete(wait: number): void {
    this.#waits.delete(wait)
  }

  of(node: NodeId): readonly RevocationWait[] {
    return [...this.#waits.values()].filter((wait) => wait.node === node)
  }

  /** Takes out those whose time is over. */
  overdue(monotonic: number): readonly number[] {
    const over = [...this.#waits.values()].filter(({ releaseAt }) => monotonic >= releaseAt).map(({ wait }) => wait)
    for (const wait of over) this.#waits.delete(wait)
    return over
  }
}
