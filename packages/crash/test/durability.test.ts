import { expect, test } from 'vitest'
import { findStrace } from '../src/durability/strace.ts'
import { judgeDurability } from '../src/durability/traced-load.ts'

const load = { seed: 'short run', serialRounds: 4, concurrentMs: 1500 }

test('every acknowledged commit on SQLite is preceded by its fdatasync', { timeout: 120_000 }, async () => {
  const { serialWrites, serial, concurrent } = await judgeDurability(await findStrace(), load)
  expect(serial).toEqual({ judged: serialWrites, early: [] })
  expect(concurrent.early).toEqual([])
  expect(concurrent.judged).toBeGreaterThan(0)
})

test('a build that leaves the sync out is caught', { timeout: 120_000 }, async () => {
  const { serial, concurrent } = await judgeDurability(await findStrace(), { ...load, build: 'sqlite-without-sync' })
  expect(serial.early).toHaveLength(serial.judged)
  // A few happen to follow what SQLite syncs for itself, before the log starts over.
  expect(concurrent.early.length).toBeGreaterThan(0.9 * concurrent.judged)
  expect(serial.judged).toBeGreaterThan(0)
})
