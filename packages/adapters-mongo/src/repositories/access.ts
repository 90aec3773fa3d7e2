import type { Result, TimeLeft } from '@keybox/domain'
import type { ClientSession, Document, ReadConcern } from 'mongodb'
import { withinTime, type TimeLimit } from '../connection/time-limit.ts'

/** What an operation is told, for the driver. */
export interface OperationOptions extends TimeLimit {
  /** A unit of work's, or one that reads what was there at some time or later. */
  readonly session?: ClientSession
  /** Else the handle's. */
  readonly readConcern?: ReadConcern
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
  /**
   * Writes a document that no client can make conflict with another: with ids and keys that are drawn at random. A unit
   * that does nothing else may be told of no conflict before the document was sent; it is run again where there is one.
   */
  create<Conflict>(creation: Creation<Conflict>): Promise<Result<void, Conflict>>
}

/** A new document, which may go to the server together with those of other units. */
export interface Creation<Conflict = unknown> {
  /** The collection's name. */
  readonly into: string
  readonly document: Document
  /** Inserts it by itself; gives the conflict that it met, or undefined. */
  readonly alone: (options: OperationOptions) => Promise<Conflict | undefined>
}

/** Reads what is committed, for as long as whoever asks still waits. @throws StoreFailure */
export function outsideUnits(timeLeft: TimeLeft): ReadAccess {
  return { read: (operation) => withinTime(timeLeft(), operation) }
}
