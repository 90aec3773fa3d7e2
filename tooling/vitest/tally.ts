import type { TestModule } from 'vitest/node'

/** What a run came to. */
export interface Tally {
  readonly passed: number
  /** Failed or unfinished tests, failed hooks, files that did not load. */
  readonly failed: number
  readonly skipped: number
}

/** Counts tests, and what went wrong outside of any test: vitest's own summary keeps that out of its numbers. */
export function tallyOf(modules: readonly TestModule[]): Tally {
  const tally = { passed: 0, failed: 0, skipped: 0 }
  for (const module of modules) {
    tally.failed += module.errors().length
    for (const suite of module.children.allSuites()) tally.failed += suite.errors().length
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      tally[state === 'pending' ? 'failed' : state] += 1
    }
  }
  return tally
}

/** `12 passed, 1 failed`, and how many were skipped when any were. */
export function formatTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
