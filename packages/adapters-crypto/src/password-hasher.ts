import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'

import {
  createBoundedQueue,
  NO_METRICS,
  Redacted,
  type BoundedQueue,
  type Metrics,
  type PasswordHash,
  type PasswordHasher,
  type Patience,
} from '@keybox/domain'
import { argon2id, hash as argon2Hash, verify as argon2Verify } from 'argon2'

/** What one hash costs whoever computes it. */
export interface PasswordHashCost {
  readonly memoryKiB: number
  readonly passes: number
  readonly parallelism: number
}

export interface PasswordHasherOptions {
  /** Hashes computed at once; by default one a core, and at most 3. */
  readonly concurrency?: number
  /** Hashes that may wait beyond that; more are Overloaded. Default 128. */
  readonly queueLimit?: number
  readonly cost?: PasswordHashCost
  /** Told how long the queue is. */
  readonly metrics?: Metrics
}

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB of memory, 2 passes, 1 lane. About 20 ms of a core. */
const DEFAULT_COST: PasswordHashCost = { memoryKiB: 19_456, passes: 2, parallelism: 1 }
const DEFAULT_QUEUE_LIMIT = 128
/** A busy machine takes many times as long for a hash: whoever waits longer than this is told to come back. */
const PATIENCE: Patience = { limitMs: 5000, now: () => performance.now() }
/** libuv has 4 threads for all such work: one is left for reading files and resolving names. */
const MAX_CONCURRENCY = 3
/** On the safe side of what a hash takes, for the advice when to try again. */
const SECONDS_PER_HASH = 0.05

/** Argon2id (RFC 9106), salted, in PHC string format. */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const { queueLimit = DEFAULT_QUEUE_LIMIT, cost = DEFAULT_COST, metrics = NO_METRICS } = options
  const concurrency = options.concurrency ?? Math.min(availableParallelism(), MAX_CONCURRENCY)
  const retryAfterSeconds = Math.ceil(((queueLimit + 1) / concurrency) * SECONDS_PER_HASH)
  const queue = createBoundedQueue({ concurrency, queueLimit, retryAfterSeconds, patience: PATIENCE })
  showQueue(queue, metrics)

  // Made before anyone asks, under the same cost: a first look-up of an unknown account must not take longer.
  const decoy = computeHash(randomBytes(32).toString('hex'), cost)
  // Whoever awaits it hears of a failure; until then it is not to end the process as an unhandled rejection.
  decoy.catch(() => {})

  return {
    hash: (password) => queue.run(() => computeHash(password.reveal(), cost)),
    verify: (password, hash) =>
      queue.run(async () => {
        const decoyHash = await decoy
        const matches = await argon2Verify((hash ?? decoyHash).reveal(), password.reveal())
        return hash !== undefined && matches
      }),
  }
}

function showQueue(queue: BoundedQueue, metrics: Metrics): void {
  const series = { name: 'keybox_password_hashes', help: 'Passwords that are hashed now, or wait for it.' }
  metrics.gauge({ ...series, labels: { state: 'running' } }, () => queue.running)
  metrics.gauge({ ...series, labels: { state: 'waiting' } }, () => queue.waiting)
}

async function computeHash(password: string, cost: PasswordHashCost): Promise<PasswordHash> {
  const { memoryKiB: memoryCost, passes: timeCost, parallelism } = cost
  return new Redacted('PasswordHash', await argon2Hash(password, { type: argon2id, memoryCost, timeCost, parallelism }))
}
