import type { PacedFigures } from '../open-loop-rounds.ts'
import type { Measured } from '../stage.ts'
import type { Estimate } from '../statistics.ts'

/** Headings first. */
export type Table = readonly (readonly string[])[]

export function comparisonTable(rows: readonly Measured[]): Table {
  const headings = [
    '',
    'req/s',
    'ratio',
    '95 % interval',
    'CPU µs',
    'least',
    'p50 ms',
    'p99 ms',
    'failed',
    'MiB',
    'rounds',
  ]
  return [
    headings,
    ...rows.map((row) => [
      row.name,
      row.requestsPerSecond.toFixed(0),
      row.ratio.median.toFixed(3),
      interval(row.ratio),
      row.processorTime.toFixed(1),
      row.leastProcessorTime.toFixed(1),
      row.p50.toFixed(2),
      row.p99.toFixed(2),
      String(row.failed),
      row.residentMiB.toFixed(0),
      String(row.rounds),
    ]),
  ]
}

export function latencyTable(rows: readonly PacedFigures[]): Table {
  const headings = ['', 'p50 ms', 'p90 ms', 'p99 ms', 'p99.9 ms', 'max ms', 'p99 ratio', '95 % interval', 'failed']
  return [
    headings,
    ...rows.map((row) => [
      row.name,
      ...[row.p50, row.p90, row.p99, row.p999, row.max].map((milliseconds) => milliseconds.toFixed(2)),
      row.p99Ratio.median.toFixed(2),
      interval(row.p99Ratio),
      String(row.failed),
    ]),
  ]
}

/** For a terminal. */
export function plainText(table: Table): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  const aligned = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)
  return table.map((row) => row.map(aligned).join('  ')).join('\n')
}

export function markdown([headings = [], ...rows]: Table): string {
  const rule = headings.map((_, column) => (column === 0 ? '---' : '--:'))
  return [headings, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function interval({ low, high }: Estimate): string {
  return `${low.toFixed(3)}–${high.toFixed(3)}`
}
