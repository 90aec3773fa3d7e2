import { quantile } from '../statistics.ts'
import type { Table } from './table.ts'

/** How long one thing took, of many times, in milliseconds. */
export interface Spread {
  readonly name: string
  readonly count: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

export function latencyOf(name: string, milliseconds: readonly number[]): Spread {
  const [p50 = 0, p90 = 0, p99 = 0, max = 0] = [0.5, 0.9, 0.99, 1].map((share) => quantile(milliseconds, share))
  return { name, count: milliseconds.length, p50, p90, p99, max }
}

export function spreadTable(rows: readonly Spread[]): Table {
  return [
    ['', 'count', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms'],
    ...rows.map(({ name, count, p50, p90, p99, max }) => [
      name,
      String(count),
      ...[p50, p90, p99, max].map((milliseconds) => milliseconds.toFixed(2)),
    ]),
  ]
}
