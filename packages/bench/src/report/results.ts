import type { Finding, Scenario } from '../scenarios/scenario.ts'
import type { BenchEnvironment } from './environment.ts'

/** What one run found; the JSON file of a run is one of these, without the tables. */
export interface Results extends BenchEnvironment {
  /** ISO 8601. */
  readonly startedAt: string
  readonly seconds: number
  readonly quick: boolean
  readonly findings: readonly Found[]
}

export type Found = Finding & Pick<Scenario, 'name' | 'title'>
