/** Gives the outcomes one after the other, and counts how many were asked for. */
export function attempts<Outcome>(...outcomes: readonly Outcome[]): {
  readonly next: () => Promise<Outcome>
  readonly made: () => number
} {
  let made = 0
  return {
    next: async () => {
      const outcome = outcomes[made]
      made += 1
      if (outcome === undefined) throw new Error(`There was no attempt ${made} to be made`)
      return outcome
    },
    made: () => made,
  }
}
