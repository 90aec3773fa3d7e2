import type { IncomingMessage } from 'node:http'
import type { Clock } from '@keybox/domain'
import { ApiError } from '../errors/api-error.ts'
import type { ClientOf } from '../plugins/client-address.ts'
import type { CountExchange } from '../plugins/count-exchange.ts'
import type { Count } from '../plugins/fixed-window-store.ts'
import { exhaustedHeaders } from '../plugins/rate-limit-headers.ts'
import { windowCounter } from '../plugins/window-counter.ts'

/** For each client, with `KEYBOX_KEY_GUESSES_MAX` in it. */
const WINDOW_MS = 15 * 60 * 1000

/** Somebody who guesses has more than one /64, and sites get up to a /48 (RFC 6177 §2). */
const SITE_PARTS = 3

/**
 * Asked before something is told of a key that may have been guessed: whoever sent it did not show the machine that it is
 * bound to as well. @returns what is told instead; undefined: nothing has to be
 */
export type KeyGuesses = (request: IncomingMessage, key: 'known' | 'unknown') => ApiError | undefined

export interface KeyGuessesOptions {
  /** How many unknown keys one client is told of in a window. */
  readonly max: number
  readonly clock: Clock
  readonly countExchange: CountExchange | undefined
  readonly clientOf: ClientOf
}

/**
 * Counts the keys that a client was told do not exist. Past the bound it is told one and the same refusal of every key
 * that it may have guessed, whether it exists or not. Whoever has a key and its machine is never asked about, and so does
 * not notice who else is at the same address.
 */
export function keyGuesses({ max, clientOf, ...counting }: KeyGuessesOptions): KeyGuesses {
  const counter = windowCounter({ ...counting, name: 'key-guesses', limit: { windowMs: WINDOW_MS } })
  return (request, key) => {
    const client = siteOf(clientOf(request))
    if (key === 'unknown') {
      const count = counter.count(client, WINDOW_MS)
      return count.current > max ? refusal(max, count) : undefined
    }
    const count = counter.peek(client, WINDOW_MS)
    // The next unknown key would be refused: this one must not be told apart from it.
    return count !== undefined && count.current >= max ? refusal(max, count) : undefined
  }
}

/** The /48 of the /64 that requests are counted against; an IPv4 address as it is. */
function siteOf(network: string): string {
  return network.split(':', SITE_PARTS).join(':')
}

function refusal(max: number, { ttl }: Count): ApiError {
  return new ApiError('RATE_LIMITED', { headers: exhaustedHeaders(max, Math.ceil(ttl / 1000)) })
}
