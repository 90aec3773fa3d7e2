import type { Stage } from '../stage.ts'
import type { Table } from '../report/table.ts'

/** A table of the report, and one name to run it by. */
export interface Scenario {
  readonly name: string
  /** What is compared with what, for whoever reads the table. */
  readonly title: string
  readonly run: (stage: Stage) => Promise<Finding>
}

export interface Finding {
  readonly table: Table
  /** What the table was made from, with all digits. */
  readonly figures: object
  /** One paragraph below the table. */
  readonly remark?: string
}
