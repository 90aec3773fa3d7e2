import { expect, test } from 'vitest'
import { NO_METRICS } from '../src/index.ts'

test('metrics that nobody keeps take everything and ask for nothing', () => {
  const series = { name: 'keybox_any', help: 'Any.' }
  expect(NO_METRICS.recorded).toBe(false)
  NO_METRICS.counter(series).add()
  NO_METRICS.histogram(series, [1]).observe(1)
  NO_METRICS.gauge(series, () => {
    throw new Error('was read')
  })
})
