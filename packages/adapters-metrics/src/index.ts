export { createPrometheusMetrics, type PrometheusMetrics } from './prometheus-metrics.ts'
