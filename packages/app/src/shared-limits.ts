import { createPseudonyms } from '@keybox/adapters-crypto'
import { CountExchange, SharedMarks } from '@keybox/adapters-http'
import type { Clock, SharedCounts } from '@keybox/domain'
import type { FastifyBaseLogger } from 'fastify'

import type { Repeat } from './repeat.ts'
import type { SecretsInUse } from './secret/secrets-in-use.ts'

/** Between two exchanges: how long a client may go on past its limit at another server, about twice. */
const PAUSE_MS = 500

/** Rate limits that count together with those of other servers. */
export interface SharedLimits {
  /** undefined: there are no others */
  readonly countExchange: CountExchange | undefined
  /** undefined likewise */
  readonly marks: SharedMarks | undefined
  /** Exchanges counts until it is told to stop, which is before the store is closed. */
  start(log: Pick<FastifyBaseLogger, 'warn' | 'info'>): void
  stop(): void
}

export interface SharedLimitsOptions {
  /** undefined where this server is the only one on its store. */
  readonly sharedCounts: SharedCounts | undefined
  readonly secrets: SecretsInUse
  readonly clock: Clock
  readonly repeat: Repeat
}

export function composeSharedLimits({ sharedCounts, secrets, clock, repeat }: SharedLimitsOptions): SharedLimits {
  if (sharedCounts === undefined) return { countExchange: undefined, marks: undefined, start() {}, stop() {} }
  const shared = { counts: sharedCounts, clock, pseudonym: pseudonymsOf(secrets) }
  const countExchange = new CountExchange(shared)
  let end: (() => void) | undefined
  let alone = false

  return {
    countExchange,
    marks: new SharedMarks(shared),
    start(log) {
      end = repeat(PAUSE_MS, async () => {
        try {
          await countExchange.exchange()
          if (alone) log.info('rate limits are counted together with the other servers again')
          alone = false
        } catch (error) {
          // Once for each time that the store is away; and not for the exchange that was cut off by the store's closing.
          if (!alone && end !== undefined) log.warn({ err: error }, 'rate limits are counted by this server alone')
          alone = true
        }
      })
    },
    stop() {
      end?.()
      end = undefined
    },
  }
}

/** The same at every server: by the secret that all of them write under. */
function pseudonymsOf({ secret, previous, isWritingPrevious }: SecretsInUse): (client: string) => string {
  const pseudonym = createPseudonyms(secret)
  if (previous === undefined) return pseudonym
  const previousPseudonym = createPseudonyms(previous)
  return (client) => (isWritingPrevious() ? previousPseudonym(client) : pseudonym(client))
}
