import { expect, test } from 'vitest'
import { benchmarkDocument } from '../src/report/document.ts'
import { describeEnvironment } from '../src/report/environment.ts'
import { hitRateTable } from '../src/report/hit-rates.ts'
import { latencyOf, spreadTable } from '../src/report/spread.ts'

test('the document has each table, how to run it, what it was measured with, and how to make it lie', async () => {
  const figures = { any: 1 }
  const table = spreadTable([latencyOf('revoke', [1, 2, 3])])
  const text = benchmarkDocument(
    {
      startedAt: '2026-01-02T03:04:05.000Z',
      seconds: 61.4,
      quick: false,
      findings: [{ name: 'revocation', title: 'Revocations', table, figures, remark: 'All in good order.' }],
      ...(await describeEnvironment()),
    },
    'bench/results/2026-01-02.json',
  )
  expect(text).toContain('Measured on 2026-01-02 in 61 s.')
  expect(text).toContain('## Revocations\n\n`npm run bench -- revocation`\n\n|  | count |')
  expect(text).toContain('| revoke | 3 | 2.00 | 2.80 | 2.98 | 3.00 |\n\nAll in good order.')
  for (const part of [
    '| Node | 26.',
    '| Fastify | 5.',
    '| MongoDB driver |',
    '| SQLite |',
    '| wrk |',
    '| lru-cache | 11.',
    'load average',
  ])
    expect(text).toContain(part)
  expect(text).toContain('| KEYBOX_VALIDATE_RATE_MAX | off |')
  expect(text).toContain('## What it would take to make it lie')
})

test('hit rates are shown in per cent', () => {
  const row = { name: 'flood', hitRate: 0.98765, requests: 10, madeUp: 20, failed: 0 }
  expect(hitRateTable([row])[1]).toEqual(['flood', '98.77', '10', '20', '0'])
})
