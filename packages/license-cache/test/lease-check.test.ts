import { describe, expect, it } from 'vitest'
import { MUTANTS, RULES, type Rules } from './simulation/faults.ts'
import { runSchedule } from './simulation/schedule.ts'

/** `npm run check:lease` runs 100,000. */
const SCHEDULES = Number(process.env['KEYBOX_SCHEDULES'] ?? 2000)
const FIRST_SEED = 1

async function firstViolation(rules: Rules): Promise<string | undefined> {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed += 1) {
    const { violation } = await runSchedule(seed, rules)
    if (violation !== undefined) return `seed ${seed}, ${violation}`
  }
  return undefined
}

describe('the lease protocol, checked', { timeout: 3_600_000 }, () => {
  it(`keeps its promise in ${SCHEDULES} schedules`, async () => {
    expect(await firstViolation(RULES)).toBeUndefined()
  })

  it('is checked with schedules in which much is answered from memory', async () => {
    const totals = { current: 0, revocations: 0 }
    for (let seed = 1; seed <= 100; seed += 1) {
      const { current, revocations } = await runSchedule(seed, RULES)
      totals.current += current
      totals.revocations += revocations
    }
    expect(totals.current).toBeGreaterThan(1000)
    expect(totals.revocations).toBeGreaterThan(300)
  })

  it.each(Object.entries(MUTANTS))('notices when %s', async (_, rules) => {
    expect(await firstViolation(rules)).toMatch(/told as|come to answer/)
  })
})
