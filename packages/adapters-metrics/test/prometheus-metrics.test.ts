import { parsePrometheusText, type Sample } from '@keybox/contracts'
import { describe, expect, it } from 'vitest'
import { createPrometheusMetrics, type PrometheusMetrics } from '../src/index.ts'

const QUEUE = { name: 'keybox_queue', help: 'How many wait.' }
const LOOKUPS = { name: 'keybox_lookups_total', help: 'Look-ups by what they found.' }
const WAIT = { name: 'keybox_wait_seconds', help: 'How long a wait was.' }

/** Of the families whose names begin so. */
async function samples(metrics: PrometheusMetrics, prefix = 'keybox_'): Promise<readonly Sample[]> {
  const families = parsePrometheusText(await metrics.exposition())
  return families.filter(({ name }) => name.startsWith(prefix)).flatMap((family) => family.samples)
}

describe('Prometheus metrics', () => {
  it('say what they are', async () => {
    const metrics = createPrometheusMetrics()
    metrics.counter(LOOKUPS)
    metrics.gauge(QUEUE, () => 0)
    metrics.histogram(WAIT, [1])
    const families = parsePrometheusText(await metrics.exposition())
    expect(families).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...LOOKUPS, type: 'counter' }),
        expect.objectContaining({ ...QUEUE, type: 'gauge' }),
        expect.objectContaining({ ...WAIT, type: 'histogram' }),
      ]),
    )
    expect(metrics.contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(metrics.recorded).toBe(true)
  })

  it('count, from a 0 that is shown before anything happened', async () => {
    const metrics = createPrometheusMetrics()
    const hits = metrics.counter({ ...LOOKUPS, labels: { outcome: 'hit' } })
    metrics.counter({ ...LOOKUPS, labels: { outcome: 'miss' } })
    hits.add()
    hits.add(2)
    metrics.counter({ ...LOOKUPS, labels: { outcome: 'hit' } }).add(0.5)
    expect(await samples(metrics)).toEqual([
      { name: LOOKUPS.name, labels: { outcome: 'hit' }, value: 3.5 },
      { name: LOOKUPS.name, labels: { outcome: 'miss' }, value: 0 },
    ])
  })

  it('read a gauge when they are asked, and leave out what has no value', async () => {
    const metrics = createPrometheusMetrics()
    let waiting: number | undefined
    metrics.gauge(QUEUE, () => waiting)
    expect(await samples(metrics)).toEqual([])
    waiting = 7
    expect(await samples(metrics)).toEqual([{ name: QUEUE.name, labels: {}, value: 7 }])
    waiting = undefined
    expect(await samples(metrics)).toEqual([])
  })

  it('put values in the buckets whose ends they do not pass', async () => {
    const metrics = createPrometheusMetrics()
    const waits = metrics.histogram({ ...WAIT, labels: { outcome: 'acknowledged' } }, [0.1, 1])
    for (const seconds of [0.1, 0.5, 3]) waits.observe(seconds)
    const read = await samples(metrics)
    const bucket = (le: string) => read.find(({ labels }) => labels['le'] === le)?.value
    expect(['0.1', '1', '+Inf'].map(bucket)).toEqual([1, 2, 3])
    expect(read).toContainEqual({ name: `${WAIT.name}_sum`, labels: { outcome: 'acknowledged' }, value: 3.6 })
  })

  it('escape what would break a line', async () => {
    const metrics = createPrometheusMetrics()
    const labels = { outcome: 'a "b"\\\nc,d="e"' }
    metrics.counter({ ...LOOKUPS, labels })
    expect(await samples(metrics)).toEqual([{ name: LOOKUPS.name, labels, value: 0 }])
  })

  it('measure the process and its event loop', async () => {
    const names = (await samples(createPrometheusMetrics(), '')).map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining([
        'process_cpu_seconds_total',
        'process_resident_memory_bytes',
        'nodejs_heap_size_used_bytes',
        'nodejs_eventloop_lag_p99_seconds',
        // Linux tells them in /proc.
        ...(process.platform === 'linux' ? ['process_open_fds'] : []),
      ]),
    )
  })

  it('are apart from those of another instance', async () => {
    createPrometheusMetrics().counter(LOOKUPS).add()
    expect(await samples(createPrometheusMetrics())).toEqual([])
  })
})

describe('series that do not go together are refused when they are made:', () => {
  const metrics = createPrometheusMetrics()
  metrics.counter({ ...LOOKUPS, labels: { outcome: 'hit' } })
  metrics.gauge(QUEUE, () => 1)

  it.each<[string, () => unknown]>([
    ['another help', () => metrics.counter({ ...LOOKUPS, help: 'Else.', labels: { outcome: 'hit' } })],
    ['other label names', () => metrics.counter({ ...LOOKUPS, labels: { result: 'hit' } })],
    ['another type', () => metrics.gauge({ ...LOOKUPS, labels: { outcome: 'hit' } }, () => 1)],
    ['a second reading of one gauge', () => metrics.gauge(QUEUE, () => 2)],
    ['a name of others', () => metrics.counter({ name: 'process_starts_total', help: 'Starts.' })],
    ['a name in capitals', () => metrics.counter({ name: 'keybox_Starts', help: 'Starts.' })],
    ['a label name that is none', () => metrics.counter({ ...WAIT, labels: { 'a-b': 'c' } })],
  ])('%s', (_what, make) => {
    expect(make).toThrow(Error)
  })
})
