import type { Measured, Stage } from '../stage.ts'

/** One line of the table, and one name to run it by. */
export interface Scenario {
  readonly name: string
  /** What is compared with what, for whoever reads the table. */
  readonly title: string
  readonly run: (stage: Stage) => Promise<readonly Measured[]>
}
