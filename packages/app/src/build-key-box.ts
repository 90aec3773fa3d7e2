import { createKeyVault, cryptoRandomBytes, type Argon2, type PasswordHashCost } from '@keybox/adapters-crypto'
import { boundedGuesses, createHttpServer, Lifecycle } from '@keybox/adapters-http'
import {
  NO_METRICS,
  ok,
  type Clock,
  type RandomBytes,
  type Result,
  type Store,
  type StoreRefused,
} from '@keybox/domain'
import type { FastifyInstance } from 'fastify'

import type { Configuration } from './configuration/configuration.ts'
import { connectionBound, openFilesLimit } from './connection-bound.ts'
import { trackConnections } from './connections.ts'
import { composeUseCases } from './container.ts'
import { loggerOptions, type LogDestination } from './logging.ts'
import { openMetrics } from './open-metrics.ts'
import { openStore } from './open-store.ts'
import { repeat, type Repeat } from './repeat.ts'
import { pauseWithin } from './pause-within.ts'
import { createRequestDeadline } from './request-deadline.ts'
import { masterSecretsFor } from './secret/master-secret.ts'
import type { SecretRefused } from './secret/secret-refused.ts'
import { secretsInUse } from './secret/secrets-in-use.ts'
import { composeSharedLimits } from './shared-limits.ts'
import { startLine } from './start-line.ts'
import { composeValidation } from './validation.ts'
import { systemClock } from './system-clock.ts'
import { readVersion } from './version.ts'

/** A server that is ready to listen, and its store. */
export interface KeyBox {
  readonly server: FastifyInstance
  readonly store: Store
  startLine(address: string): string
  /** From now on not ready, and every reply ends its connection; everything is still served. */
  drain(): void
  /** Answers what is in flight, then closes the store. May be called twice. */
  close(): Promise<void>
}

/** What a test may put in place of the real thing. */
export interface Overrides {
  readonly clock?: Clock
  readonly randomBytes?: RandomBytes
  readonly logDestination?: LogDestination
  /** What is done in the background from time to time. */
  readonly repeat?: Repeat
  /** Wraps the opened store, to observe it or to make it fail. */
  readonly store?: (store: Store) => Store
  /** Milliseconds on a clock that nobody can set: by what the time of a request is measured. */
  readonly monotonic?: () => number
  /** What a password hash costs, for measurements; less than the default protects nobody. */
  readonly passwordHashCost?: PasswordHashCost
  /** What computes password hashes, closed with the server; by default threads of this process. */
  readonly argon2?: Argon2
}

export type StartRefused = SecretRefused | StoreRefused

const REAL = { clock: systemClock, randomBytes: cryptoRandomBytes, repeat }

/** Everything between a configuration and a server; nothing listens yet. */
export async function buildKeyBox(
  configuration: Configuration,
  overrides: Overrides = {},
): Promise<Result<KeyBox, StartRefused>> {
  const { clock, randomBytes, repeat: doRepeatedly, logDestination } = { ...REAL, ...overrides }
  const kept = await masterSecretsFor(configuration)
  if (!kept.ok) return kept
  const metrics = await openMetrics(configuration.metrics)
  const recorder = metrics === 'off' ? NO_METRICS : metrics
  const deadline = createRequestDeadline(configuration.requestDeadlineMs, overrides.monotonic)
  const { secret, previous } = kept.value
  const vaults = { keyVault: createKeyVault(secret), previousKeyVault: previous && createKeyVault(previous) }
  const parts = { ...vaults, metrics: recorder, timeLeft: deadline.timeLeft }
  const opened = await openStore(configuration.database, parts)
  if (!opened.ok) return opened
  const { sharing, sharedCounts } = opened.value
  const secrets = secretsInUse(kept.value, opened.value.writesUnder)
  const store = overrides.store?.(opened.value.store) ?? opened.value.store
  try {
    const validation = composeValidation({ store, sharing, clock, configuration, metrics: recorder })
    const ports = { clock, pause: pauseWithin(deadline.timeLeft), randomBytes, metrics: recorder }
    const limits = composeSharedLimits({ sharedCounts, secrets, clock, repeat: doRepeatedly })
    const { countExchange, marks } = limits
    const useCases = composeUseCases({
      store,
      validation,
      secrets,
      ...ports,
      passwordHashCost: overrides.passwordHashCost,
      argon2: overrides.argon2,
      passwordGuesses: boundedGuesses({ clock, countExchange, marks }),
    })
    const logger = loggerOptions(configuration, logDestination)
    const lifecycle = new Lifecycle()
    const reporting = { logger, metrics, version: readVersion() }
    const httpOptions = {
      ...configuration,
      ...reporting,
      clock,
      countExchange,
      lifecycle,
      startRequestTime: deadline.start,
    }
    const server = await createHttpServer(useCases, httpOptions)
    limits.start(server.log)
    if (previous !== undefined)
      server.log.info('a previous secret is read under as well, until npm run reseal has finished')
    const connections = trackConnections(server.server, connectionBound(openFilesLimit()))
    return ok({
      server,
      store,
      startLine: (address) => startLine(address, { ...configuration, sharing }),
      drain: () => lifecycle.drain(),
      close: async () => {
        connections.endIdle()
        await server.close()
        limits.stop()
        overrides.argon2?.close()
        await store.close()
      },
    })
  } catch (error) {
    await store.close()
    throw error
  }
}
