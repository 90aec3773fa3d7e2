import type { MongoDbSource } from './source-order.ts'

/** A MongoDB that runs for the tests until it is stopped. */
export interface TestMongoDb {
  /** Connection string, without a database name unless the caller's own `KEYBOX_TEST_MONGODB_URI` has one. */
  readonly uri: string
  /** Which way it was had. */
  readonly source: MongoDbSource
  /** One line for people: version, and where it runs. */
  readonly describe: string
  /** Ends it and removes what it stored. Does nothing to a server that was not started here. */
  stop(): Promise<void>
}

/** What came of one way of having something: it runs, or the reason why not, in words for people. */
export type Attempt<T> = { readonly started: T } | { readonly failure: string }

/** The first line of what was thrown: libraries put the cause there, and a stack or a command's output below. */
export function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return message.trim().split('\n', 1).join('')
}
