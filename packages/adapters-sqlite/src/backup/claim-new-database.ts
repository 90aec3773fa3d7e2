import { existsSync } from 'node:fs'
import { ok, type Result, type StoreRefused } from '@keybox/domain'
import { locateDatabase } from '../opening/database-path.ts'
import { takeServerLock } from '../opening/server-lock.ts'
import { refused, refusedBecause } from '../opening/store-refused.ts'

/** A place for a database that nobody has taken, and nobody takes until it is released. */
export interface ClaimedPlace {
  /** The absolute path that the file is to have; others that belong to it begin with it. */
  readonly file: string
  release(): void
}

/** Refused: IN_USE while a server has the place; UNREACHABLE where there is a database, or what is left of one. */
export function claimNewDatabase(path: string): Result<ClaimedPlace, StoreRefused> {
  const located = locateDatabase(path)
  if (!located.ok) return located
  const file = located.value
  try {
    const lock = takeServerLock(file)
    if (!lock.ok) return lock
    const there = [file, `${file}-wal`, `${file}-journal`].find((name) => existsSync(name))
    if (there === undefined) return ok({ file, release: () => lock.value.release() })
    lock.value.release()
    return refused('UNREACHABLE', `${there} exists, and nothing is restored over it: move it away first`)
  } catch (error) {
    return refusedBecause(error, path)
  }
}
