import type { IncomingMessage } from 'node:http'
import type { Clock } from '@keybox/domain'
import type { RateLimit } from '../http-options.ts'
import type { ClientOf } from './client-address.ts'
import type { CountExchange, WindowCounter } from './count-exchange.ts'
import { FixedWindowStore } from './fixed-window-store.ts'
import type { ReplyHeaders } from './header-fields.ts'

/** What a request found of its client's window. */
export interface Allowance {
  /** Whether it was one too many. */
  readonly exceeded: boolean
  /** What its reply says of it. */
  readonly headers: ReplyHeaders
}

/** Counts a request against its client. Once for each request, whoever answers it. */
export type RequestLimit = (request: IncomingMessage) => Allowance

export interface RequestLimitOptions {
  /** The same on every server that shares counts. */
  readonly name: string
  readonly limit: RateLimit
  readonly clock: Clock
  /** undefined: no other server counts */
  readonly countExchange: CountExchange | undefined
  readonly clientOf: ClientOf
}

export function requestLimit(options: RequestLimitOptions): RequestLimit {
  const { max, windowMs } = options.limit
  const counter = counterOf(options)
  return (request) => {
    const { current, ttl } = counter.count(options.clientOf(request), windowMs)
    return allowance(max, current, Math.ceil(ttl / 1000))
  }
}

function counterOf({ name, limit: { windowMs }, clock, countExchange }: RequestLimitOptions): WindowCounter {
  const windows = new FixedWindowStore(clock)
  return countExchange === undefined ? windows : countExchange.share(name, windows, windowMs)
}

/** Headers as in draft-ietf-httpapi-ratelimit-headers-03, times in seconds to go. */
function allowance(max: number, current: number, resetSeconds: number): Allowance {
  const exceeded = current > max
  const reset = String(resetSeconds)
  const headers = {
    'ratelimit-limit': String(max),
    'ratelimit-remaining': String(Math.max(0, max - current)),
    'ratelimit-reset': reset,
  }
  return { exceeded, headers: exceeded ? { ...headers, 'retry-after': reset } : headers }
}
