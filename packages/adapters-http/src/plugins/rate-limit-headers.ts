import type { ReplyHeaders } from './header-fields.ts'

/** As in draft-ietf-httpapi-ratelimit-headers-03, times in whole seconds to go; past the limit also when to come again. */
export function rateLimitHeaders(max: number, current: number, resetSeconds: number): ReplyHeaders {
  const reset = String(resetSeconds)
  const headers = {
    'ratelimit-limit': String(max),
    'ratelimit-remaining': String(Math.max(0, max - current)),
    'ratelimit-reset': reset,
  }
  return current > max ? { ...headers, 'retry-after': reset } : headers
}

/** Of a limit that has nothing left. */
export function exhaustedHeaders(max: number, resetSeconds: number): ReplyHeaders {
  return rateLimitHeaders(max, max + 1, resetSeconds)
}
