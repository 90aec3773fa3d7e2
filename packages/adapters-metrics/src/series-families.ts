import type { Series } from '@keybox/domain'

const NAME = /^keybox(_[a-z0-9]+)+$/
const LABEL_NAME = /^[a-z]+(_[a-z]+)*$/

interface Family<Metric> {
  readonly metric: Metric
  readonly help: string
  readonly labelNames: readonly string[]
}

/** The metrics of one type by name, each made when a series of that name is first asked for. */
export class SeriesFamilies<Metric, Settings extends readonly unknown[] = []> {
  readonly #families = new Map<string, Family<Metric>>()
  readonly #make: (series: Series, ...settings: Settings) => Metric

  constructor(make: (series: Series, ...settings: Settings) => Metric) {
    this.#make = make
  }

  /** @throws Error when a name is not well formed, or when series of one name differ in help or label names */
  of(series: Series, ...settings: Settings): Metric {
    const labelNames = labelNamesOf(series)
    const known = this.#families.get(series.name)
    if (known !== undefined) {
      if (known.help !== series.help || known.labelNames.join() !== labelNames.join()) {
        throw new Error(`The series of ${series.name} differ in their help or in the names of their labels`)
      }
      return known.metric
    }
    if (!NAME.test(series.name)) throw new Error(`${series.name} is no name for a metric of KeyBox`)
    const malformed = labelNames.find((name) => !LABEL_NAME.test(name))
    if (malformed !== undefined) throw new Error(`${malformed} is no name for a label`)
    const metric = this.#make(series, ...settings)
    this.#families.set(series.name, { metric, help: series.help, labelNames })
    return metric
  }
}

export function labelNamesOf({ labels = {} }: Series): readonly string[] {
  return Object.keys(labels).toSorted()
}
