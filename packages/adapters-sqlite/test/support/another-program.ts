import { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'

/** A connection as any tool has it, closed after the test, which calls this. */
export function anotherProgram(path: string): DatabaseSync {
  const connection = new DatabaseSync(path, { timeout: 0 })
  onTestFinished(() => {
    if (connection.isOpen) connection.close()
  })
  return connection
}

/** One column of one row. */
export function scalar(connection: DatabaseSync, sql: string): unknown {
  return Object.values(connection.prepare(sql).get() ?? {})[0]
}
