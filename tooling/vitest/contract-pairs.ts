import type { TestModule } from 'vitest/node'

const PREFIX = 'contract: '

/** A contract suite as one project ran it. */
interface SuiteRun {
  passed: number
  other: number
}

/** How the pairs of project and contract suite that ran compare with those that must. */
export interface PairsReport {
  readonly expected: number
  /** Expected pairs of which at least one test passed and every other did too. */
  readonly complete: number
  /** One line for people for each pair that did not run as it should, or that no table expects. */
  readonly problems: readonly string[]
}

/**
 * Compares the contract suites that ran with the table of those that must.
 * @param expected Titles without the prefix, by project name.
 */
export function comparePairs(
  modules: readonly TestModule[],
  expected: Readonly<Record<string, readonly string[]>>,
): PairsReport {
  const ran = suiteRuns(modules)
  const wanted = Object.entries(expected).flatMap(([project, suites]) => suites.map((suite) => pair(project, suite)))
  const incomplete = wanted.filter((name) => !isComplete(ran.get(name)))
  const unexpected = [...ran.keys()].filter((name) => !wanted.includes(name))
  return {
    expected: wanted.length,
    complete: wanted.length - incomplete.length,
    problems: [
      ...incomplete.map((name) => `contract suite ${ran.has(name) ? 'did not pass in full' : 'did not run'}: ${name}`),
      ...unexpected.map((name) => `contract suite ran but is in no row of expected-suites.ts: ${name}`),
    ],
  }
}

function suiteRuns(modules: readonly TestModule[]): Map<string, SuiteRun> {
  const runs = new Map<string, SuiteRun>()
  for (const module of modules) {
    for (const suite of module.children.allSuites()) {
      if (!suite.name.startsWith(PREFIX)) continue
      const name = pair(module.project.name, suite.name.slice(PREFIX.length))
      const run = runs.get(name) ?? { passed: 0, other: 0 }
      for (const test of suite.children.allTests()) run[test.result().state === 'passed' ? 'passed' : 'other'] += 1
      runs.set(name, run)
    }
  }
  return runs
}

function isComplete(run: SuiteRun | undefined): boolean {
  return run !== undefined && run.passed > 0 && run.other === 0
}

function pair(project: string, suite: string): string {
  return `${project} × ${suite}`
}
