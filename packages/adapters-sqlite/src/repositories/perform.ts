import { translatingFailures } from '../sqlite-error.ts'

/** Runs one operation on a connection, which is synchronous, and gives or throws its outcome asynchronously. */
export type Perform = <T>(operation: () => T) => Promise<T>

/** Outside any unit of work, where every statement is a transaction of its own. */
export const performAlone: Perform = async (operation) => translatingFailures(operation)
