import type { Table } from './table.ts'

/** How often real keys were told from memory. */
export interface HitRate {
  readonly name: string
  /** From 0 to 1, of `requests`. */
  readonly hitRate: number
  /** With real keys. */
  readonly requests: number
  readonly madeUp: number
  readonly failed: number
}

export function hitRateTable(rows: readonly HitRate[]): Table {
  return [
    ['', 'hit rate %', 'real keys asked', 'made-up keys asked', 'failed'],
    ...rows.map(({ name, hitRate, requests, madeUp, failed }) => [
      name,
      (100 * hitRate).toFixed(2),
      String(requests),
      String(madeUp),
      String(failed),
    ]),
  ]
}
