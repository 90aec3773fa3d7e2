import type { WrongBuildName } from '../builds/builds.ts'

export const FAULTS = ['kills', 'primary-kills', 'step-downs', 'cuts'] as const
export type FaultName = (typeof FAULTS)[number]

/** What is done to which store, how often. */
export interface RunPlan {
  readonly store: 'sqlite' | 'mongodb'
  /** `kills` are of the server; the others need MongoDB. */
  readonly fault: FaultName
  readonly tries: number
  readonly seed: string
  /** After so many no further try begins. */
  readonly minutes: number
  readonly build?: WrongBuildName | undefined
  /** Clients who retry with another idempotency key each time, as they should not. */
  readonly forgetful?: boolean
}

/** Sellers at once. */
export const WORKERS = 6
