import { describe, expect, it } from 'vitest'
import { BROKEN_SUBJECTS, unavailable } from './divergences/broken-subjects.ts'
import { runSequences } from './sequence/sequences.ts'
import { memorySubject } from './subjects/memory.ts'

const SEED = 1
/** As many as a CI run has. */
const SEQUENCES = 1000
/** No fault here needs more: sell, activate, revoke, restore, look. */
const SHORT = 7

/** A check that finds nothing in stores that are wrong says nothing about those that are right. */
describe('a store that', { timeout: 120_000 }, () => {
  it.each(Object.entries(BROKEN_SUBJECTS))('%s is found out, and by few commands', async (_, broken) => {
    const found = await runSequences([memorySubject(), broken()], { seed: SEED, sequences: SEQUENCES })
    expect(found?.report).toMatch(/broken diverges from the model at/)
    expect(found?.report).toContain(`seed: ${SEED}`)
    expect(found?.commands.length).toBeLessThanOrEqual(SHORT)
  })

  it('is hardly ever available does not pass for right', async () => {
    const found = await runSequences([memorySubject(), unavailable()], { seed: SEED, sequences: 10 })
    expect(found?.report).toMatch(/too many pre-condition failures/)
  })

  it('is right is not', async () => {
    expect(await runSequences([memorySubject()], { seed: SEED, sequences: SEQUENCES })).toBeUndefined()
  })
})
