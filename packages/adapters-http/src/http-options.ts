import type { Clock, ServiceCatalog } from '@keybox/domain'
import type { FastifyBaseLogger, FastifyServerOptions } from 'fastify'
import type { Lifecycle } from './lifecycle.ts'
import type { LoadBounds } from './load/bounds.ts'
import type { MetricsExposition } from './metrics-exposition.ts'
import type { CountExchange } from './plugins/count-exchange.ts'
import type { RequestTime } from './plugins/request-time.ts'

/** At most `max` requests of one client address in a window that starts with the first of them. */
export interface RateLimit {
  readonly max: number
  readonly windowMs: number
}

export interface HttpOptions {
  readonly services: ServiceCatalog
  readonly clock: Clock
  /** closed: nobody new may sign up */
  readonly signup: 'open' | 'closed'
  /** On `/validate` and everything below. */
  readonly validateRate: RateLimit | 'off'
  /** On `/auth/signup`, `/auth/login`, `/auth/refresh` and `/auth/password` together. */
  readonly authRate: RateLimit | 'off'
  /** How many unknown keys one client address is told of in 15 minutes before it is told of none that it may have guessed. */
  readonly keyGuessesMax: number | 'off'
  /** Where all of them count together with other servers; undefined: this one is alone. */
  readonly countExchange?: CountExchange | undefined
  readonly corsOrigins: '*' | readonly string[]
  /** CIDR ranges of the proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  /** Keeps the details of failures out of replies. */
  readonly production: boolean
  /** A logger to use, the options of one to make, or false for none. */
  readonly logger: FastifyBaseLogger | NonNullable<FastifyServerOptions['logger']>
  /** off: nothing is recorded, and `/metrics` is as any path that is not there */
  readonly metrics: MetricsExposition | 'off'
  /** Begins the time that a request has; undefined: nobody keeps it. */
  readonly startRequestTime?: () => RequestTime
  /** Where it can be told to leave before it is closed. */
  readonly lifecycle?: Lifecycle
  /** How much is taken on at a time, where it is not as in LOAD_BOUNDS: for tests. */
  readonly loadBounds?: Partial<LoadBounds>
  /** Of this program, for the API description. */
  readonly version: string
}
