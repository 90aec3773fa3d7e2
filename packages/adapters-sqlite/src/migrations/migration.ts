/** One step from a schema to the next. A step that was ever released is never edited: the next change is a next step. */
export interface Migration {
  /** The schema's version once the step is done. */
  readonly version: number
  /** Statements that need no input; they run in one transaction with the foreign keys unenforced until its end. */
  readonly sql: string
}
