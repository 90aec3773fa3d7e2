import { randomInt } from 'node:crypto'
import { describe, expect, inject, it } from 'vitest'
import { COMMON_OUTCOMES } from './outcomes.ts'
import { runSequences, type Divergence } from './sequence/sequences.ts'
import type { Outcomes } from './sequence/world.ts'
import { memorySubject, rememberingSubject } from './subjects/memory.ts'
import { mongoSubject } from './subjects/mongo.ts'
import { sqliteSubject } from './subjects/sqlite.ts'
import type { Subject } from './subjects/subject.ts'

/** `npm run check:model` runs 100,000. */
const SEQUENCES = Number(process.env['KEYBOX_SEQUENCES'] ?? 1000)
/** A new one each time: every run looks where none has looked. To look again: `KEYBOX_MODEL_SEED`, as a failure names it. */
const FIRST_SEED = Number(process.env['KEYBOX_MODEL_SEED'] ?? randomInt(2 ** 31))
/** Sequences under one seed, on stores of their own. */
const CHUNK = 250
/** Chunks at once: while one waits for a commit, others go on. */
const LANES = 4

async function openSubjects(): Promise<readonly Subject[]> {
  const stores = [sqliteSubject(), mongoSubject(inject('mongoUri'))]
  return [memorySubject(), rememberingSubject(), ...(await Promise.all(stores))]
}

async function runChunk(seed: number, sequences: number, outcomes: Outcomes): Promise<Divergence | undefined> {
  const subjects = await openSubjects()
  try {
    return await runSequences(subjects, { seed, sequences }, outcomes)
  } finally {
    await Promise.all(subjects.map((subject) => subject.close()))
  }
}

/** The reports of what failed: none at all, or the first and what was under way then. */
async function runAll(outcomes: Outcomes): Promise<readonly string[]> {
  const chunks = Array.from({ length: Math.ceil(SEQUENCES / CHUNK) }, (_, chunk) => ({
    seed: FIRST_SEED + chunk,
    sequences: Math.min(CHUNK, SEQUENCES - chunk * CHUNK),
  }))
  const failures: string[] = []
  const upcoming = chunks.values()
  const work = async (): Promise<void> => {
    for (const { seed, sequences } of upcoming) {
      if (failures.length > 0) return
      const failure = await runChunk(seed, sequences, outcomes)
      if (failure !== undefined) failures.push(failure.report)
      console.log(`seed ${seed}: ${sequences} sequences${failure === undefined ? '' : ' until a divergence'}`)
    }
  }
  await Promise.all(Array.from({ length: LANES }, work))
  return failures
}

describe('the model and all stores', { timeout: 21_600_000 }, () => {
  it(`say the same in ${SEQUENCES} sequences from seed ${FIRST_SEED}`, async () => {
    const outcomes: Outcomes = new Map()
    expect(await runAll(outcomes)).toStrictEqual([])
    const commands = [...outcomes.values()].reduce((sum, count) => sum + count, 0)
    console.log(`${SEQUENCES} sequences, ${commands} commands, ${outcomes.size} outcomes, seeds from ${FIRST_SEED}`)
    for (const [outcome, count] of outcomes) if (outcome.startsWith('abandoned')) console.log(`${outcome}: ${count}`)
    // A check that never gets anywhere would find nothing either.
    if (SEQUENCES >= 1000) expect([...outcomes.keys()]).toStrictEqual(expect.arrayContaining([...COMMON_OUTCOMES]))
  })
})
