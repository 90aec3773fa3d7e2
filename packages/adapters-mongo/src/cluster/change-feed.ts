import type { Change, NodeId } from '@keybox/license-cache'
import type { AggregationCursor, Db, Timestamp } from 'mongodb'
import { COMMITTED } from '../connection/concerns.ts'
import { changesOf, eventFilter, type ChangeEvent } from './change-event.ts'

export interface FeedListener {
  /** Every change from here on will be given. */
  opened(position: Timestamp): void
  changed(position: Timestamp, change: Change): void
}

/**
 * The changes that the majority has agreed on, in their order, from the moment it is opened. It never resumes: a stream
 * that a driver picks up again may have skipped history, so that the end of a feed, whatever ended it, is the end of
 * what is known. Hence the aggregation stage itself and not the driver's `watch`.
 * https://www.mongodb.com/docs/manual/reference/operator/aggregation/changeStream/
 */
export class ChangeFeed {
  readonly #database: Db
  readonly #node: NodeId
  #cursor: AggregationCursor<ChangeEvent> | undefined
  #isClosed = false

  constructor(database: Db, node: NodeId) {
    this.#database = database
    this.#node = node
  }

  /** Gives changes until it is closed, or throws. */
  async run(listener: FeedListener): Promise<void> {
    const { operationTime } = await this.#database.command({ ping: 1 })
    if (this.#isClosed) return
    // A time that the store had reached: whatever is committed later comes after it.
    const from = operationTime as Timestamp
    const stages = [{ $changeStream: { startAtOperationTime: from } }, ...eventFilter(this.#node)]
    const cursor = this.#database.aggregate<ChangeEvent>(stages, { readConcern: COMMITTED.readConcern })
    this.#cursor = cursor
    let event = await cursor.tryNext()
    if (this.#isClosed) return cursor.close()
    listener.opened(from)
    while (!this.#isClosed) {
      if (event !== null) this.#give(event, listener)
      else if (cursor.id?.isZero() === true) throw new Error('The change stream has ended')
      event = await cursor.tryNext()
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#cursor?.close().catch(() => undefined)
  }

  #give(event: ChangeEvent, listener: FeedListener): void {
    const changes = changesOf(event, this.#node)
    if (changes === undefined) throw new Error(`The store's collections were changed: ${event.operationType}`)
    for (const change of changes) {
      if (!this.#isClosed) listener.changed(event.clusterTime, change)
    }
  }
}
