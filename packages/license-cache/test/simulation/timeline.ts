/** Simulated time: what is to happen, in order of time, then of asking. */
export class Timeline {
  readonly #heap: { readonly at: number; readonly order: number; readonly happen: () => void }[] = []
  #order = 0
  now = 0

  after(delay: number, happen: () => void): void {
    this.#order += 1
    const heap = this.#heap
    heap.push({ at: this.now + delay, order: this.#order, happen })
    let at = heap.length - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#isBefore(at, parent)) break
      this.#swap(at, parent)
      at = parent
    }
  }

  /** Lets everything happen until `end`; after each, promises go as far as they can. */
  async run(end: number): Promise<void> {
    for (let next = this.#take(end); next !== undefined; next = this.#take(end)) {
      this.now = next.at
      next.happen()
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    this.now = end
  }

  #take(end: number): { readonly at: number; readonly happen: () => void } | undefined {
    const heap = this.#heap
    const [first] = heap
    if (first === undefined || first.at > end) return undefined
    this.#swap(0, heap.length - 1)
    heap.pop()
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      let least = at
      if (left < heap.length && this.#isBefore(left, least)) least = left
      if (right < heap.length && this.#isBefore(right, least)) least = right
      if (least === at) return first
      this.#swap(at, least)
      at = least
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    if (a === undefined || b === undefined) return false
    return a.at === b.at ? a.order < b.order : a.at < b.at
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    if (a === undefined || b === undefined) return
    this.#heap[one] = b
    this.#heap[other] = a
  }
}
