import { err, type Err } from '@keybox/domain'
import type { Perform } from '../repositories/perform.ts'
import { translatingFailures } from '../sqlite-error.ts'

/**
 * One unit of work on its way. A write that lost and an operation that threw both end it: after either, the transaction
 * may be half of what was meant, or gone (SQLite rolls back by itself when the disk is full), and what runs then would
 * be committed on its own.
 */
export class Unit {
  #end: { readonly reason: unknown } | undefined

  /** @throws Error once the unit is over */
  readonly perform: Perform = async (operation) => {
    if (this.#end !== undefined) throw new Error('The unit of work is over', { cause: this.#end.reason })
    try {
      return translatingFailures(operation)
    } catch (error) {
      this.#end = { reason: error }
      throw error
    }
  }

  /** Ends the unit with the Err of a write that lost against another one. */
  lose<E extends { readonly type: string }>(conflict: E): Err<E> {
    this.#end = { reason: new Error(`A write ended the unit of work with ${conflict.type}`) }
    return err(conflict)
  }

  /** @throws what ended the unit, when something has: an Ok of its callback is a mistake then */
  assertCommittable(): void {
    if (this.#end !== undefined) throw this.#end.reason
  }

  /** Its callback is done: the repositories it was given do nothing any more. */
  settle(): void {
    this.#end ??= { reason: new Error('Its callback has settled') }
  }
}
