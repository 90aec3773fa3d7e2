import type { Clock } from '@keybox/domain'
import type { RateLimit } from '../http-options.ts'
import type { CountExchange, WindowCounter } from './count-exchange.ts'
import { FixedWindowStore } from './fixed-window-store.ts'

export interface WindowCounterOptions {
  /** The same on every server that shares counts. */
  readonly name: string
  readonly limit: Pick<RateLimit, 'windowMs'>
  readonly clock: Clock
  /** undefined: no other server counts */
  readonly countExchange: CountExchange | undefined
}

/** Counts clients in windows, together with other servers where there are any. */
export function windowCounter({ name, limit, clock, countExchange }: WindowCounterOptions): WindowCounter {
  const windows = new FixedWindowStore(clock)
  return countExchange === undefined ? windows : countExchange.share(name, windows, limit.windowMs)
}
