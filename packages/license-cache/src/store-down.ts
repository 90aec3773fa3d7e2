import type { Instant } from '@keybox/domain'
import { elapsed, type Moments } from './freshness.ts'
import type { Remembered } from './license-memory.ts'

/**
 * What validation says while the store cannot be reached.
 * - last-known: what is remembered, marked as stale, if it was right at most `maxMs` ago
 * - refuse: nothing
 */
export type StoreDown = { readonly type: 'last-known'; readonly maxMs: number } | { readonly type: 'refuse' }

/** Since when the facts may be out of date; undefined when they may not be told. */
export function tellableAsOf(remembered: Remembered, storeDown: StoreDown, now: Moments): Instant | undefined {
  const { asOf } = remembered.era
  if (storeDown.type === 'refuse' || asOf === undefined) return undefined
  return elapsed(asOf, now()) <= storeDown.maxMs ? asOf.wall : undefined
}
