import type { Series } from '@keybox/domain'
import { Gauge, type Registry } from 'prom-client'
import { configurationOf } from './configuration.ts'

interface Reading {
  readonly labels: Readonly<Record<string, string>>
  readonly read: () => number | undefined
}

/** The gauges of one name: each is asked for its value when the page is read, and never in between. */
export class ReadGauge {
  readonly #gauge: Gauge
  readonly #name: string
  readonly #readings: Reading[] = []

  constructor(series: Series, registry: Registry) {
    this.#name = series.name
    this.#gauge = new Gauge({ ...configurationOf(series, registry), collect: () => this.#collect() })
  }

  /** @throws Error when there is one with these labels */
  add({ labels = {} }: Series, read: Reading['read']): void {
    const taken = this.#readings.some((other) =>
      Object.entries(labels).every(([name, value]) => other.labels[name] === value),
    )
    if (taken) throw new Error(`There is a gauge ${this.#name} with these labels already`)
    this.#readings.push({ labels, read })
  }

  #collect(): void {
    for (const { labels, read } of this.#readings) {
      const value = read()
      if (value === undefined) this.#gauge.remove(labels)
      else this.#gauge.set(labels, value)
    }
  }
}
