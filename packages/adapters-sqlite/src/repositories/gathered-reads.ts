import type { DatabaseSync } from 'node:sqlite'
import { asStoreFailure } from '../sqlite-error.ts'

interface Asked<Key, Found> {
  readonly key: Key
  readonly resolve: (found: Found) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Point reads that are asked for in one turn of the event loop, done one right after the other at its end, in one
 * transaction that begins then: each sees whatever was committed before it was asked for. Taking and giving back the
 * reader's locks is half of what a read costs, and much of the rest is code that is not in the processor's caches when
 * reads alternate with everything else that a server does.
 */
export function gatherReads<Key, Found>(
  connection: DatabaseSync,
  read: (key: Key) => Found,
): (key: Key) => Promise<Found> {
  const begin = connection.prepare('BEGIN')
  const end = connection.prepare('COMMIT')
  let asked: Asked<Key, Found>[] = []

  function readAll(): void {
    const all = asked
    asked = []
    try {
      if (all.length > 1) begin.run()
      for (const one of all) answer(one)
    } catch (error) {
      for (const { reject } of all) reject(asStoreFailure(error))
    } finally {
      if (connection.isOpen && connection.isTransaction) end.run()
    }
  }

  function answer({ key, resolve, reject }: Asked<Key, Found>): void {
    try {
      resolve(read(key))
    } catch (error) {
      reject(asStoreFailure(error))
    }
  }

  return (key) =>
    new Promise((resolve, reject) => {
      asked.push({ key, resolve, reject })
      if (asked.length === 1) setImmediate(readAll)
    })
}
