import { setTimeout as pause } from 'node:timers/promises'

/** What `KEYBOX_METRICS=on` shows. */
export const METRICS_ON = { KEYBOX_METRICS: 'on' } as const

/** The value of a series by its name, with labels where it has any, as in `a_total{outcome="hit"}`. NaN: not there. */
export function seriesValue(page: string, series: string): number {
  const line = page.split('\n').find((candidate) => candidate.startsWith(`${series} `))
  return line === undefined ? Number.NaN : Number(line.slice(series.length + 1))
}

/** The values now, in the order asked for. */
export async function readSeries(url: string, ...series: readonly string[]): Promise<readonly number[]> {
  const page = await (await fetch(`${url}/metrics`)).text()
  return series.map((one) => seriesValue(page, one))
}

const PATIENCE_MS = 10_000

/** Waits until a series is at least that. @throws Error when it takes too long */
export async function seriesReaches(url: string, series: string, value: number): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  for (
    let [now = Number.NaN] = await readSeries(url, series);
    !(now >= value);
    [now = Number.NaN] = await readSeries(url, series)
  ) {
    if (Date.now() > end) throw new Error(`${series} is ${now}, and has not come to ${value}`)
    await pause(20)
  }
}
