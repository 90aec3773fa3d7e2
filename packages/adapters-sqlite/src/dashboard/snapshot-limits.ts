/**
 * A snapshot pins the write-ahead log: as long as one is open, the log cannot start over and grows with every write
 * (https://sqlite.org/wal.html, "Avoiding Excessively Large WAL Files"). Hence bounds on how many there are, and on how
 * long one may live.
 */
export interface SnapshotLimits {
  /** How many may be open at once; the next ones wait in turn. */
  readonly concurrent: number
  /** How many of these may be one owner's, 3 at least; that owner's next ones wait while others pass. */
  readonly perOwner: number
  /** How long one may wait for its turn, in milliseconds. Well below the time after which its client is cut off. */
  readonly waitMs: number
  /** How long a reader may go without asking for the next part, in milliseconds. */
  readonly idleMs: number
  /** How long a reader may take in all, in milliseconds. */
  readonly totalMs: number
}
