import type { Instant } from '../shared/instant.ts'

/** Wall-clock time. It may step backwards when the machine's clock is set. */
export interface Clock {
  now(): Instant
}
