import {
  err,
  ok,
  StoreFailure,
  type License,
  type LicenseKey,
  type LicenseRepository,
  type Repositories,
  type Result,
  type UnitOfWork,
} from '@keybox/domain'
import type { ReadBasis } from '../../src/freshness.ts'
import type { Position } from './history.ts'
import type { World } from './world.ts'

/** How a node and its store reach each other. */
export interface Wire {
  /** How long a message takes. */
  delay(): number
  /** Gives a message to the node after a while. */
  after(delay: number, message: () => void): void
}

export interface SimulatedStore {
  read(key: LicenseKey, basis: ReadBasis<Position>): Promise<License | undefined>
  readonly unitOfWork: UnitOfWork
}

/** A store as one node has it: it dawdles, it fails, it commits and does not say so. */
export function simulatedStore(world: World, wire: Wire): SimulatedStore {
  const { history, random, timeline } = world
  return {
    read(key, basis) {
      const { promise, resolve, reject } = Promise.withResolvers<License | undefined>()
      const fails = random.chance(0.02)
      const isSlow = random.chance(0.25)
      timeline.after(wire.delay(), () => {
        const license = history.findByKey(key, history.seenBy(basis, random))
        const failure = new StoreFailure('STORE_UNAVAILABLE', 'simulated')
        wire.after(isSlow ? random.below(2500) : wire.delay(), () => (fails ? reject(failure) : resolve(license)))
      })
      return promise
    },
    unitOfWork: {
      run: <R extends Result<unknown, unknown>>(work: (repositories: Repositories) => Promise<R>): Promise<R> => {
        const { promise, resolve, reject } = Promise.withResolvers<R>()
        const isUnknown = random.chance(0.03)
        const failure = new StoreFailure('OUTCOME_UNKNOWN', 'simulated')
        const told = (result: R): void =>
          wire.after(wire.delay(), () => (isUnknown ? reject(failure) : resolve(result)))
        timeline.after(wire.delay(), () => void transact(world, work).then(told, reject))
        return promise
      },
    },
  }
}

/**
 * All at one moment of the history: its promises settle before anything else happens. What is read may be the past, from
 * a primary that was paused: whatever is written shows it.
 */
async function transact<R extends Result<unknown, unknown>>(
  { history, random, rules }: World,
  work: (repositories: Repositories) => Promise<R>,
): Promise<R> {
  const written: License[] = []
  const seen = random.chance(0.1) ? random.whole(history.length + 1) : history.length
  const licenses: LicenseRepository = {
    findByKey: async (key) => history.findByKey(key, seen),
    findOwned: async (_, key) => history.findByKey(key, seen),
    insert: () => Promise.reject(new Error('Nothing is issued here')),
    replace: async (next) => {
      if (history.find(next.id)?.revision !== next.revision - 1) return err({ type: 'LicenseChanged' })
      written.push(next)
      return ok()
    },
    confirm: async ({ id, revision }) =>
      !rules.transport.confirms || history.find(id)?.revision === revision ? ok() : err({ type: 'LicenseChanged' }),
  }
  const result = await work({ ...NO_OTHERS, licenses })
  if (result.ok) for (const license of written) history.append({ type: 'license', license })
  return result
}

const untouched = (): never => {
  throw new Error('Only licences are simulated')
}
const NO_OTHERS: Omit<Repositories, 'licenses'> = {
  accounts: {
    findById: untouched,
    findByEmail: untouched,
    insert: untouched,
    changePassword: untouched,
    confirmPassword: untouched,
  },
  sessions: {
    find: untouched,
    findByFamily: untouched,
    insert: untouched,
    replace: untouched,
    end: untouched,
    endAll: untouched,
  },
  clients: { find: untouched, insert: untouched },
  projects: { find: untouched, insert: untouched },
  replies: { find: untouched, keep: untouched },
}
