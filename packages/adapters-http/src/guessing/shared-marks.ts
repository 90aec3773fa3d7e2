import { instant, type Clock, type SharedCounts } from '@keybox/domain'

export interface SharedMarksOptions {
  readonly counts: SharedCounts
  readonly clock: Clock
  /** What a mark is called where it is kept: nothing to tell its name by. */
  readonly pseudonym: (name: string) => string
}

/** Names that servers on one store have marked for each other, kept beside their counts as one count of each. */
export class SharedMarks {
  readonly #counts: SharedCounts
  readonly #clock: Clock
  readonly #pseudonym: SharedMarksOptions['pseudonym']

  constructor({ counts, clock, pseudonym }: SharedMarksOptions) {
    this.#counts = counts
    this.#clock = clock
    this.#pseudonym = pseudonym
  }

  /** Marks a name for so long, at least. @returns false where the store did not take it */
  async set(name: string, lengthMs: number): Promise<boolean> {
    const now = this.#clock.now()
    const window = { start: now, end: instant(now + lengthMs), count: 1 }
    try {
      await this.#counts.exchange(new Map([[this.#pseudonym(name), window]]), now)
      return true
    } catch {
      return false
    }
  }

  /** Whether any of them is marked; false where the store cannot say. */
  async anySet(names: readonly string[]): Promise<boolean> {
    try {
      return await this.#counts.isCounted(names.map(this.#pseudonym))
    } catch {
      return false
    }
  }
}
