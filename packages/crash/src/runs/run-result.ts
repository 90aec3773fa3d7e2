import type { Problem } from '../findings.ts'
import type { RunPlan } from './run-plan.ts'

/** What a run came to; `crash/results` holds one a file. */
export interface RunResult extends Pick<RunPlan, 'store' | 'fault' | 'seed'> {
  /** Faults that were survived, or not. */
  readonly tries: number
  readonly seconds: number
  /**
   * Why it ended before its time, where the laboratory could not go on. What was done until then is audited; whether the
   * copies of the store are equal was not looked at.
   */
  readonly cutShort?: string
  /** By what it counts, such as `acknowledged`. */
  readonly counts: Readonly<Record<string, number>>
  readonly problems: readonly Problem[]
}
