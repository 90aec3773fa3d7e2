import type { Problem } from '../findings.ts'
import type { RunPlan } from './run-plan.ts'

/** What a run came to; `crash/results` holds one a file. */
export interface RunResult extends Pick<RunPlan, 'store' | 'fault' | 'seed'> {
  /** Faults that were survived, or not. */
  readonly tries: number
  readonly seconds: number
  /** By what it counts, such as `acknowledged`. */
  readonly counts: Readonly<Record<string, number>>
  readonly problems: readonly Problem[]
}
