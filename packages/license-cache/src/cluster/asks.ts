/** A node's questions whether the others have applied what came before, one on its way at a time. */
export class Asks {
  readonly #joinsUnderWay: boolean
  #last = 0
  #isUnderWay = false
  #isWanted = false
  #returned = 0

  constructor(joinsUnderWay: boolean) {
    this.#joinsUnderWay = joinsUnderWay
  }

  /** The newest that came back through the stream. */
  get returned(): number {
    return this.#returned
  }

  comeBack(number: number): void {
    // One that nobody knew the end of may come after its successor.
    this.#returned = Math.max(this.#returned, number)
  }

  /** The number of one that is sent from now on: one on its way may have been written before what it is to cover. */
  want(): number {
    if (this.#isUnderWay && this.#joinsUnderWay) return this.#last
    this.#isWanted = true
    return this.#last + 1
  }

  /** The number to write now; undefined: none. */
  next(): number | undefined {
    if (!this.#isWanted || this.#isUnderWay) return undefined
    this.#isWanted = false
    this.#isUnderWay = true
    this.#last += 1
    return this.#last
  }

  written(): void {
    this.#isUnderWay = false
  }

  /** Asked again under a new number, which covers this one. */
  failed(): void {
    this.#isUnderWay = false
    this.#isWanted = true
  }
}
