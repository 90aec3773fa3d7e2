import { ok, type Result } from '@keybox/domain'
import type { Creation, ReadAccess, WriteAccess } from '../repositories/access.ts'
import type { Work } from './transaction.ts'
import type { UnitDeadline } from './unit-deadline.ts'
import { UNIT_IS_OVER } from './unit-scope.ts'

/** How far a unit came without a transaction. */
export type FirstRun<R> =
  /** To its end, and it wrote nothing. */
  | { readonly type: 'settled'; readonly outcome: PromiseSettledResult<R> }
  /** To an Ok, which holds once these are committed. If they cannot be, the unit is to be run in a transaction. */
  | { readonly type: 'creations'; readonly creations: readonly Creation[]; readonly result: R }
  /** To what only a transaction gives. `work` goes on with this run, if that can be, when it is called first. */
  | { readonly type: 'transaction'; readonly work: Work<R> }

/**
 * Runs a unit's callback without a transaction for as long as it only creates, and reads what never changes. What it
 * creates is not sent yet, and the callback is told that it met no conflict: whether that is so is known before anybody is
 * told what the callback gave.
 */
export function runFirst<R extends Result<unknown, unknown>>(
  deadline: UnitDeadline,
  work: Work<R>,
): Promise<FirstRun<R>> {
  const creations: Creation[] = []
  const waiting: ((unit: WriteAccess) => void)[] = []
  const asked = Promise.withResolvers<FirstRun<R>>()
  let transactional: WriteAccess | undefined
  let state: 'open' | 'waiting' | 'spoilt' | 'over' = 'open'

  function assertUsable(): void {
    if (state === 'over') throw new Error(UNIT_IS_OVER)
    if (deadline.expired) deadline.beginAttempt()
  }

  /** In the transaction, for which this waits. */
  async function inside<T>(use: (unit: WriteAccess) => Promise<T>): Promise<T> {
    if (transactional !== undefined) return use(transactional)
    assertUsable()
    if (creations.length > 0) {
      state = 'spoilt'
      throw new Error('The unit of work needs a transaction after it has created something, and is run again in one')
    }
    state = 'waiting'
    asked.resolve({ type: 'transaction', work: goOn })
    return new Promise((resolve) => {
      waiting.push((unit) => resolve(use(unit)))
    })
  }

  async function unchanging<T>(committed: () => Promise<T>, read: (unit: ReadAccess) => Promise<T>): Promise<T> {
    const within = (): Promise<T> => inside((unit) => unit.readUnchanging(committed, read))
    if (state === 'waiting' || creations.length > 0) return within()
    assertUsable()
    return committed().catch(within)
  }

  const run = work({
    read: (operation) => handled(inside((unit) => unit.read(operation))),
    readUnchanging: (committed, read) => handled(unchanging(committed, read)),
    write: (operation) => handled(inside((unit) => unit.write(operation))),
    async create(creation) {
      if (state !== 'open') return inside((unit) => unit.create(creation))
      assertUsable()
      creations.push(creation)
      return ok()
    },
  })

  function goOn(unit: WriteAccess): Promise<R> {
    if (transactional !== undefined) return work(unit)
    transactional = unit
    for (const use of waiting.splice(0)) use(unit)
    return run
  }

  async function ended(): Promise<FirstRun<R>> {
    const [outcome] = await Promise.allSettled([run])
    const isSpoilt = state === 'spoilt'
    state = 'over'
    if (creations.length === 0) return { type: 'settled', outcome }
    // Anything but an Ok may rest on what it was told of its creations.
    if (outcome.status === 'rejected' || !outcome.value.ok || isSpoilt) return { type: 'transaction', work }
    return { type: 'creations', creations, result: outcome.value }
  }

  return Promise.race([asked.promise, ended()])
}

/** A callback may leave an operation running: its failure is nobody's then. */
function handled<T>(operation: Promise<T>): Promise<T> {
  operation.catch(() => undefined)
  return operation
}
