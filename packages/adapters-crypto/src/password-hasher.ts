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

import { argon2OnThreads, type Argon2, type PasswordHashCost } from './hashing/argon2.ts'

export interface PasswordHasherOptions {
  /** Hashes computed at once; by default one a core, and at most 3. */
  readonly concurrency?: number
  /** Hashes that may wait beyond that; more are Overloaded. Default 128. */
  readonly queueLimit?: number
  readonly cost?: PasswordHashCost
  /** What computes them; by default threads of this process. */
  readonly argon2?: Argon2
  /** Told how long the queue is. */
  readonly metrics?: Metrics
}

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB of memory, 2 passes, 1 lane. About 20 ms of a core. */
const DEFAULT_COST: PasswordHashCost = { memoryKiB: 19_456, passes: 2, parallelism: 1 }
const DEFAULT_QUEUE_LIMIT = 128
/** A busy machine takes many times as long for a hash: whoever waits longer than this is told to come back. */
const PATIENCE: Patience = { limitMs: 5000, now: () => performance.now() }
/** libuv has 4 threads for all such work of a process: where that is the server, one is left for files and names. */
const MAX_CONCURRENCY = 3
/** What the library makes of a password, and so what a decoy has to look like. */
const SALT_BYTES = 16
const TAG_BYTES = 32
/** On the safe side of what a hash takes, for the advice when to try again. */
const SECONDS_PER_HASH = 0.05

/** Argon2id (RFC 9106), salted, in PHC string format. */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const { queueLimit = DEFAULT_QUEUE_LIMIT, cost = DEFAULT_COST, metrics = NO_METRICS } = options
  const { argon2 = argon2OnThreads } = options
  const concurrency = options.concurrency ?? Math.min(availableParallelism(), MAX_CONCURRENCY)
  const retryAfterSeconds = Math.ceil(((queueLimit + 1) / concurrency) * SECONDS_PER_HASH)
  const queue = createBoundedQueue({ concurrency, queueLimit, retryAfterSeconds, patience: PATIENCE })
  showQueue(queue, metrics)

  const decoy = decoyOf(cost)

  return {
    hash: (password) => queue.run(async () => new Redacted('PasswordHash', await argon2.hash(password.reveal(), cost))),
    verify: (password, hash) =>
      queue.run(async () => {
        const matches = await argon2.verify((hash ?? decoy).reveal(), password.reveal())
        return hash !== undefined && matches
      }),
  }
}

function showQueue(queue: BoundedQueue, metrics: Metrics): void {
  const series = { name: 'keybox_password_hashes', help: 'Passwords that are hashed now, or wait for it.' }
  metrics.gauge({ ...series, labels: { state: 'running' } }, () => queue.running)
  metrics.gauge({ ...series, labels: { state: 'waiting' } }, () => queue.waiting)
}

/** A hash that no password has, and that takes the same work to find that out. */
function decoyOf({ memoryKiB, passes, parallelism }: PasswordHashCost): PasswordHash {
  const [salt, tag] = [SALT_BYTES, TAG_BYTES].map((bytes) => randomBytes(bytes).toString('base64').replaceAll('=', ''))
  return new Redacted('PasswordHash', `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${parallelism}$${salt}$${tag}`)
}
