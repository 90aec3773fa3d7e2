import type { PrometheusMetrics } from '@keybox/adapters-metrics'

import type { Configuration } from './configuration/configuration.ts'

/** The library, and what measures the process, are loaded only where somebody is going to read the page. */
export async function openMetrics(choice: Configuration['metrics']): Promise<PrometheusMetrics | 'off'> {
  if (choice === 'off') return 'off'
  const { createPrometheusMetrics } = await import('@keybox/adapters-metrics')
  return createPrometheusMetrics()
}
