import type { IncomingMessage } from 'node:http'
import type { RateLimit } from '../http-options.ts'
import type { ClientOf } from './client-address.ts'
import type { ReplyHeaders } from './header-fields.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'
import { windowCounter, type WindowCounterOptions } from './window-counter.ts'

/** What a request found of its client's window. */
export interface Allowance {
  /** Whether it was one too many. */
  readonly exceeded: boolean
  /** What its reply says of it. */
  readonly headers: ReplyHeaders
}

/** Counts a request against its client. Once for each request, whoever answers it. */
export type RequestLimit = (request: IncomingMessage) => Allowance

export interface RequestLimitOptions extends WindowCounterOptions {
  readonly limit: RateLimit
  readonly clientOf: ClientOf
}

export function requestLimit(options: RequestLimitOptions): RequestLimit {
  const { max, windowMs } = options.limit
  const counter = windowCounter(options)
  return (request) => {
    const { current, ttl } = counter.count(options.clientOf(request), windowMs)
    return { exceeded: current > max, headers: rateLimitHeaders(max, current, Math.ceil(ttl / 1000)) }
  }
}
