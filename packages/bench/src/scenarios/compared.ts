import type { Rhythm } from '../interleave.ts'
import { comparisonTable } from '../report/table.ts'
import type { MeasuredServer, Stage } from '../stage.ts'
import type { Finding } from './scenario.ts'

/** Servers in turns; the first is the one that the others are compared with. */
export async function compared(stage: Stage, contenders: readonly MeasuredServer[], rhythm: Rhythm): Promise<Finding> {
  const figures = await stage.compare(contenders, rhythm)
  return { table: comparisonTable(figures), figures }
}
