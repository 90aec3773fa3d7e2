import { err, ok, type Result } from '@keybox/domain'
import type { ClientSession } from 'mongodb'
import { inTransaction } from '../connection/socket-failure.ts'
import type { OperationOptions, WriteAccess } from '../repositories/access.ts'
import type { UnitDeadline } from './unit-deadline.ts'

/** The database as one run of a unit's callback sees it: within the session's transaction, one operation at a time. */
export interface UnitScope {
  readonly access: WriteAccess
  /** A write met a conflict: nothing can be committed any more. */
  readonly lost: boolean
  /** What the driver threw first. It stands, whatever the callback made of it: the server has aborted the transaction. */
  readonly failure: { readonly error: unknown } | undefined
  /** Waits for what the callback left running and refuses whatever comes after. */
  end(): Promise<void>
}

export const UNIT_IS_OVER = 'The unit of work is over: its repositories work within its callback only'

export function openUnitScope(session: ClientSession, deadline: UnitDeadline): UnitScope {
  let state: 'open' | 'lost' | 'over' = 'open'
  let failure: { readonly error: unknown } | undefined
  let previous: Promise<unknown> = Promise.resolve()
  let hasWritten = false

  /** A session carries one operation at a time: https://www.mongodb.com/docs/manual/core/transactions/ */
  function inTurn<T>(operation: (options: OperationOptions) => Promise<T>): Promise<T> {
    const mine = previous.then(async () => {
      assertUsable(state, deadline)
      if (failure !== undefined) throw failure.error
      try {
        return await operation({ session, ...deadline.limit() })
      } catch (error) {
        failure = { error: inTransaction(error) }
        throw failure.error
      }
    })
    previous = mine.catch(() => undefined)
    return mine
  }

  async function write<Conflict>(
    operation: (options: OperationOptions) => Promise<Conflict | undefined>,
  ): Promise<Result<void, Conflict>> {
    hasWritten = true
    const conflict = await inTurn(async (options) => {
      const met = await operation(options)
      if (met !== undefined) state = 'lost'
      return met
    })
    return conflict === undefined ? ok() : err(conflict)
  }

  return {
    access: {
      read: inTurn,
      readUnchanging: (committed, within) =>
        inTurn((options) => {
          const inside = (): ReturnType<typeof within> => within({ read: (operation) => operation(options) })
          return hasWritten ? inside() : committed().catch(inside)
        }),
      write,
      create: ({ alone }) => write(alone),
    },
    get lost() {
      return state === 'lost'
    },
    get failure() {
      return failure
    },
    async end() {
      await previous
      if (state === 'open') state = 'over'
    },
  }
}

function assertUsable(state: 'open' | 'lost' | 'over', deadline: UnitDeadline): void {
  if (state === 'lost') throw new Error('A write of this unit of work met a conflict: the unit is over')
  if (state === 'over') throw new Error(UNIT_IS_OVER)
  if (deadline.expired) deadline.beginAttempt()
}
