import type { Series } from '@keybox/domain'
import type { MetricConfiguration, Registry } from 'prom-client'
import { labelNamesOf } from './series-families.ts'

/** What every metric of the library is made from. */
export function configurationOf(series: Series, registry: Registry): MetricConfiguration<string> {
  return { name: series.name, help: series.help, labelNames: [...labelNamesOf(series)], registers: [registry] }
}
