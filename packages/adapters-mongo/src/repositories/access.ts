import type { Result } from '@keybox/domain'
import type { ClientSession, ReadConcern } from 'mongodb'
import { toStoreFailure } from '../connection/driver-failure.ts'

/** What an operation is told, for the driver. A unit of work gives its session and nothing else. */
export interface OperationOptions {
  readonly session?: ClientSession
  /** Else the handle's. */
  readonly readConcern?: ReadConcern
  /** How long the server may take, in milliseconds. */
  readonly maxTimeMS?: number
}

/** How a reader reaches the database: on its own, or within a unit of work. */
export interface ReadAccess {
  read<T>(operation: (options: OperationOptions) => Promise<T>): Promise<T>
}

/** How a repository writes: within a unit of work only. */
export interface WriteAccess extends ReadAccess {
  /**
   * Reads what no write of a unit ever changes or takes away once it is there. Until the unit has written, that is the same
   * whether it is read in the unit's snapshot or outside of it, where it takes no round trip of its own: by `committed`,
   * else, or when that fails, by `within`.
   */
  readUnchanging<T>(committed: () => Promise<T>, within: (access: ReadAccess) => Promise<T>): Promise<T>
  /** Runs an operation that gives the conflict it met, or undefined. A conflict ends the unit. */
  write<Conflict>(
    operation: (options: OperationOptions) => Promise<Conflict | undefined>,
  ): Promise<Result<void, Conflict>>
}

/** Reads what is committed. @throws StoreFailure */
export const outsideUnits: ReadAccess = {
  async read(operation) {
    try {
      return await operation({})
    } catch (error) {
      throw toStoreFailure(error)
    }
  },
}
