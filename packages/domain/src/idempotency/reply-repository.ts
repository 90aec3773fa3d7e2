import type { Instant } from '../shared/instant.ts'
import type { Result } from '../shared/result.ts'
import type { IdempotencyKey } from './idempotency-key.ts'
import type { IdempotencyScope } from './idempotency-scope.ts'
import type { KeptReply, Reply, RequestDigest } from './kept-reply.ts'

/** A request as its client names it, and what it asked for. */
export interface NamedRequest {
  readonly scope: IdempotencyScope
  readonly key: IdempotencyKey
  readonly digest: RequestDigest
}

/** The replies to requests that had an idempotency key, in the transaction of the writes that they tell of. */
export interface ReplyRepository {
  /** What was kept under the key, however long ago; undefined: nothing */
  find(request: NamedRequest): Promise<KeptReply | undefined>
  /**
   * Keeps a reply. IdempotencyKeyTaken when there is one under the key that was not kept at `overSince` or before, which
   * would be replaced: the unit of work is then over. A store may forget those of before `overSince` at any time.
   */
  keep(request: NamedRequest, reply: Reply, times: KeepingTimes): Promise<Result<void, IdempotencyKeyTaken>>
}

export interface KeepingTimes {
  readonly keptAt: Instant
  readonly overSince: Instant
}

/** Another request with the key was first. */
export interface IdempotencyKeyTaken {
  readonly type: 'IdempotencyKeyTaken'
}
