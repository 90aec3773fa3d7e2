import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { record, recorded } from '../../scripts/timing/journal.ts'
import { sit } from '../../scripts/timing/sitting.ts'
import { comparisons } from '../../scripts/timing/welch.ts'
import { inTemporaryFolder } from '../support/program.ts'

const noisy = (shift: number) => Array.from({ length: 1000 }, (_, index) => ((index * 7919) % 1000) + shift)

const largest = (shift: number) =>
  Math.max(...comparisons({ known: noisy(shift), unknown: noisy(0) }).map(({ t }) => Math.abs(t)))

describe('Welch’s t', () => {
  test('is what it is by hand', () => {
    // Means 3 and 4, variances 2.5 and 2.5: -1 / sqrt(0.5 + 0.5).
    const [all] = comparisons({ known: [1, 2, 3, 4, 5], unknown: [2, 3, 4, 5, 6] })
    expect(all).toMatchObject({ keptShare: 1, known: 5, unknown: 5, difference: -1 })
    expect(all?.t).toBeCloseTo(-1, 12)
  })

  test('is taken of what is left of both when the longest times of both are cut off', () => {
    const known = Array.from({ length: 100 }, (_, time) => 2 * time)
    const unknown = [
      ...Array.from({ length: 90 }, (_, time) => 2 * time + 1),
      ...Array.from({ length: 10 }, () => 9000),
    ]
    const kept = comparisons({ known, unknown }).map((each) => each.known + each.unknown)
    expect(kept).toEqual([200, 200, 190, 180, 150, 100])
    expect(comparisons({ known, unknown }).at(-1)?.difference).toBe(-1)
  })

  test('finds what is there in a thousand times, and nothing where nothing is', () => {
    expect(largest(0)).toBe(0)
    expect(largest(100)).toBeGreaterThan(4.5)
  })
})

test('sittings add up', async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, 'results/log-in.jsonl')
    for (const startedAt of ['2024-01-01T00:00:00.000Z', '2024-01-02T00:00:00.000Z']) {
      await record(path, { startedAt, known: [1, 2], unknown: [3] })
    }
    expect(await recorded(path)).toEqual({ sittings: 2, known: [1, 2, 1, 2], unknown: [3, 3] })
  })
})

// What the times say is for `npm run timing` to judge, on a machine that has nothing else to do.
test('a sitting asks for as many known emails as unknown ones', async () => {
  await inTemporaryFolder(async (folder) => {
    const databaseUrl = `sqlite:${join(folder, 'keybox.db')}`
    const until = Date.now() + 60_000
    const times = await sit({ databaseUrl, pairs: 200, until, server: ['cheap-hash'] })
    expect([times.known.length, times.unknown.length]).toEqual([200, 200])
    const [all] = comparisons(times)
    process.stdout.write(`Log-ins for known and unknown emails, 2 × 200, cheap hash: t = ${all?.t.toFixed(2)}\n`)
  })
})
