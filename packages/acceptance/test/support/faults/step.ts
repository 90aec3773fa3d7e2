import type { Reply } from '../http-client.ts'

/** One request of the walk over every route. */
export interface Step {
  readonly name: string
  /** What it answers when all is well. */
  readonly status: number
  /** Does what has to be there first. @returns what sends the request */
  prepare(): Promise<() => Promise<Reply>>
}
