import type { Clock } from '../ports/clock.ts'
import type { Repositories, UnitOfWork } from '../ports/unit-of-work.ts'
import { err, type Result } from '../shared/result.ts'
import type { IdempotencyKey } from './idempotency-key.ts'
import type { IdempotencyScope } from './idempotency-scope.ts'
import { repliesOverSince, type KeptReply, type Reply, type RequestDigest } from './kept-reply.ts'
import type { NamedRequest } from './reply-repository.ts'

/** A request that its client may send again, with the same key, when it did not get the answer. */
export interface IdempotentRequest<Done> {
  readonly key: IdempotencyKey
  readonly digest: RequestDigest
  /** What the client is told when it is done: to be kept, and repeated. Pure, because it may be asked more than once. */
  readonly reply: (done: Done) => Reply
}

/** Why a request with an idempotency key was not done, now. Nothing was written. */
export type NotDoneAgain = AlreadyAnswered | IdempotencyKeyReused | IdempotencyKeyInUse

/** It was done before. */
export interface AlreadyAnswered {
  readonly type: 'AlreadyAnswered'
  readonly reply: Reply
}

/** The key belongs to a request that asked for something else. */
export interface IdempotencyKeyReused {
  readonly type: 'IdempotencyKeyReused'
}

/** A request with the key is being done. */
export interface IdempotencyKeyInUse {
  readonly type: 'IdempotencyKeyInUse'
}

type Work<T, E> = (repositories: Repositories) => Promise<Result<T, E>>

/** Runs `work` as a unit of work; with a `request`, only if that was not done in the last 24 hours. */
export type RunOnce = <T, E>(
  request: IdempotentRequest<T> | undefined,
  scope: IdempotencyScope,
  work: Work<T, E>,
) => Promise<Result<T, E | NotDoneAgain>>

/**
 * The reply is kept in the transaction of the writes that it tells of, so that it is there exactly if they are. What
 * failed wrote nothing and keeps nothing: the same request may be made again, and may succeed then.
 *
 * Of two at once in this process the second is turned away before it waits for its turn. Of two in different processes
 * the store lets one through, by the uniqueness of the key.
 */
export function once({ unitOfWork, clock }: { readonly unitOfWork: UnitOfWork; readonly clock: Clock }): RunOnce {
  const underWay = new Set<string>()
  return async <T, E>(request: IdempotentRequest<T> | undefined, scope: IdempotencyScope, work: Work<T, E>) => {
    if (request === undefined) return unitOfWork.run(work)
    const name = `${scope} ${request.key.reveal()}`
    if (underWay.has(name)) return err({ type: 'IdempotencyKeyInUse' })
    underWay.add(name)
    try {
      return await unitOfWork.run(answered(request, scope, clock, work))
    } finally {
      underWay.delete(name)
    }
  }
}

/** `work` between the look for an earlier reply and the keeping of this one. */
function answered<T, E>(
  { key, digest, reply }: IdempotentRequest<T>,
  scope: IdempotencyScope,
  clock: Clock,
  work: Work<T, E>,
): Work<T, E | NotDoneAgain> {
  const named: NamedRequest = { scope, key, digest }
  return async (repositories) => {
    const earlier = await repositories.replies.find(named)
    // Not before the read: the unit may have waited for its turn.
    const now = clock.now()
    const overSince = repliesOverSince(now)
    if (earlier !== undefined && earlier.keptAt > overSince) return err(notAgain(earlier))
    const done = await work(repositories)
    if (!done.ok) return done
    const kept = await repositories.replies.keep(named, reply(done.value), { keptAt: now, overSince })
    // Whoever took the key since it was looked for has done the work; what they told is there for the next try.
    return kept.ok ? done : err({ type: 'IdempotencyKeyInUse' })
  }
}

function notAgain(earlier: KeptReply): AlreadyAnswered | IdempotencyKeyReused {
  return earlier.sameRequest ? { type: 'AlreadyAnswered', reply: earlier.reply } : { type: 'IdempotencyKeyReused' }
}
