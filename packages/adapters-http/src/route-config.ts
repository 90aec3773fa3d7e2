import type { ErrorCode } from './errors/error-catalogue.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The message of a 500 of this route, where it has a text of its own. */
    readonly failureMessage?: string
    /** What an error of this route holds beside the common shape, by its status. */
    readonly errorFields?: (status: number) => Readonly<Record<string, unknown>>
    /** Takes an `Idempotency-Key`: sent again with the same one, it is not done again. */
    readonly idempotent?: boolean
    /** Changes nothing although it is no GET. */
    readonly readOnly?: boolean
    /** Answers also while the server shuts down. */
    readonly servesWhileClosing?: boolean
    /** Asked by machines all the time: its successes are not worth a line at the usual log level, they are counted. */
    readonly isRoutine?: boolean
    /** The errors that are this route's own, for its description; those that any route can answer go without saying. */
    readonly errors?: readonly ErrorCode[]
  }
}
