import type { Metrics } from '@keybox/domain'
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'
import { configurationOf } from './configuration.ts'
import { ReadGauge } from './read-gauge.ts'
import { SeriesFamilies } from './series-families.ts'

/** Metrics with a page for a Prometheus server to read. */
export interface PrometheusMetrics extends Metrics {
  /** Of the page, `text/plain` with the version of the format. */
  readonly contentType: string
  /** Every series as it stands, in the text format (https://prometheus.io/docs/instrumenting/exposition_formats/). */
  exposition(): Promise<string>
}

/**
 * Also measures the process itself, under the names that dashboards for Node know: CPU, resident and heap memory, open
 * file descriptors, garbage collection, and event-loop delay (`monitorEventLoopDelay`; its window is from one scrape to
 * the next). That goes on as long as the process does, so a program makes one of these.
 */
export function createPrometheusMetrics(): PrometheusMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counters = new SeriesFamilies((series) => new Counter(configurationOf(series, registry)))
  const histograms = new SeriesFamilies(
    (series, bounds: readonly number[]) =>
      new Histogram({ ...configurationOf(series, registry), buckets: [...bounds] }),
  )
  const gauges = new SeriesFamilies((series) => new ReadGauge(series, registry))

  return {
    recorded: true,
    contentType: registry.contentType,
    exposition: () => registry.metrics(),
    counter(series) {
      const counter = counters.of(series).labels({ ...series.labels })
      // Shown as 0 before it first happens: a series that appears with its first event hides that event from `rate()`.
      counter.inc(0)
      return { add: (amount = 1) => counter.inc(amount) }
    },
    gauge(series, read) {
      gauges.of(series).add(series, read)
    },
    histogram(series, bounds) {
      return histograms.of(series, bounds).labels({ ...series.labels })
    },
  }
}
