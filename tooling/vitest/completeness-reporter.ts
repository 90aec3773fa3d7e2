import type { SerializedError } from 'vitest'
import type { Reporter, TestModule, TestSpecification, Vitest } from 'vitest/node'
import { comparePairs } from './contract-pairs.ts'
import { formatTally, tallyOf } from './tally.ts'

/**
 * Sees to it that tests do not silently not run. A full run (no project, file or name filter) fails when a project ran
 * no test, and when the contract suites that ran are not the expected ones. The last line of every run is its tally,
 * in which everything that makes the run fail is counted, whether it happened in a test or not.
 */
export class CompletenessReporter implements Reporter {
  readonly #expectedSuites: Readonly<Record<string, readonly string[]>>
  #vitest: Vitest | undefined
  #specifications: readonly TestSpecification[] = []

  constructor(expectedSuites: Readonly<Record<string, readonly string[]>>) {
    this.#expectedSuites = expectedSuites
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#specifications = specifications
  }

  async onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): Promise<void> {
    // A failed global set-up ends the run before any file was looked at, and reaches no reporter as an error.
    const neverRan = this.#specifications.length - modules.length
    const problems = neverRan > 0 ? [`${neverRan} of ${this.#specifications.length} test files never ran`] : []
    if (await this.#isFullRun()) {
      const pairs = comparePairs(modules, this.#expectedSuites)
      console.log(`contract suites: ${pairs.complete} of ${pairs.expected} adapter × suite pairs ran`)
      problems.push(...pairs.problems, ...this.#emptyProjects(modules))
    }
    // On the stream of the tally: over two streams their order would be chance.
    for (const problem of problems) console.log(problem)
    const tally = tallyOf(modules)
    const failed = tally.failed + unhandledErrors.length + problems.length
    if (failed > 0) process.exitCode = 1
    console.log(formatTally({ ...tally, failed }))
  }

  /** Whether nothing was left out: by a filter for projects or names, or by one of the many that choose files. */
  async #isFullRun(): Promise<boolean> {
    if (!this.#vitest) return false
    const { project, testNamePattern, tagsFilter, cliExclude, watch } = this.#vitest.config
    if (project.length > 0 || testNamePattern || tagsFilter?.length || cliExclude?.length || watch) return false
    const all = await this.#vitest.globTestSpecifications()
    return this.#specifications.length === all.length
  }

  #emptyProjects(modules: readonly TestModule[]): readonly string[] {
    const names = this.#vitest?.projects.map(({ name }) => name) ?? []
    const ran = new Set(modules.filter((module) => !module.children.allTests().next().done).map(nameOfProject))
    return names.filter((name) => !ran.has(name)).map((name) => `project ran no test: ${name}`)
  }
}

function nameOfProject(module: TestModule): string {
  return module.project.name
}
