import type { OpenLoopFigures } from '../scenarios/open-loop.ts'
import type { Measured } from '../stage.ts'
import type { BenchEnvironment } from './environment.ts'

/** What one run found; the JSON file of a run is one of these. */
export interface Results extends BenchEnvironment {
  /** ISO 8601. */
  readonly startedAt: string
  readonly seconds: number
  readonly quick: boolean
  readonly comparisons: readonly Compared[]
  readonly openLoop: OpenLoopFigures | null
}

export interface Compared {
  readonly name: string
  readonly title: string
  readonly rows: readonly Measured[]
}
