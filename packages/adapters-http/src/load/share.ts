/** So many may be in at a time. */
export class Share {
  readonly #limit: number
  #present = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** False where there is no room: then there is nothing to leave. */
  enter(): boolean {
    if (this.#present >= this.#limit) return false
    this.#present += 1
    return true
  }

  /** To be called once for each that entered. */
  leave(): void {
    this.#present -= 1
  }
}
