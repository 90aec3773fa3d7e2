/**
 * Where a part of the program tells how it fares. Series are made once, when the part is put together, and then written
 * to; what records them, and in which format they are read, is not the part's concern.
 */
export interface Metrics {
  /** false: nothing is kept, so what would only be measured (a timer, a listener) can be left out. */
  readonly recorded: boolean
  /** Something that is counted and never falls. The same series asked for twice is one. */
  counter(series: Series): Counter
  /**
   * What `read` says at the moment of each scrape; undefined: there is no value now, and the series is left out. It must be
   * quick and must not throw. @throws Error when the series exists: it would have two values
   */
  gauge(series: Series, read: () => number | undefined): void
  /**
   * How values are spread. `bounds` are the upper ends of its buckets, rising, the same for every series of a name. The
   * same series asked for twice is one.
   */
  histogram(series: Series, bounds: readonly number[]): Histogram
}

/** Names by the Prometheus conventions (https://prometheus.io/docs/practices/naming/): base units, `_total` for counters. */
export interface Series {
  /** `keybox_` and lower-case words, such as `keybox_license_cache_lookups_total`. */
  readonly name: string
  /** One sentence for whoever reads the page; the same for every series of a name. */
  readonly help: string
  /**
   * Tells the series of a name apart, such as `{ outcome: 'hit' }`: all have the same label names. Each combination of
   * values is a series that lives as long as the process, on a page that others read, so a value is one of a few that the
   * code knows beforehand: never a key, an address, an id, or anything else that came with a request.
   */
  readonly labels?: Readonly<Record<string, string>>
}

export interface Counter {
  /** By one, or by a finite amount of at least 0. */
  add(amount?: number): void
}

export interface Histogram {
  /** A finite number, in the unit that the name ends with. */
  observe(value: number): void
}

const nothing: Counter & Histogram = { add() {}, observe() {} }

/** Keeps nothing. */
export const NO_METRICS: Metrics = {
  recorded: false,
  counter: () => nothing,
  gauge() {},
  histogram: () => nothing,
}
