import { expect, test } from 'vitest'
import type { WrongBuildName } from '../src/builds/builds.ts'
import { isCaught } from '../src/builds/caught.ts'
import { run } from '../src/runs/run.ts'
import type { RunPlan } from '../src/runs/run-plan.ts'
import { openStage } from '../src/runs/stage.ts'

const TIMEOUT_MS = 400_000
/** A look at each; `npm run crash` takes its time. */
const FEW: Omit<RunPlan, 'store' | 'fault' | 'tries'> = { seed: 'short run', minutes: 5 }

/** What a fault leaves behind: a killed primary may leave no request without its answer. */
interface Tried extends Pick<RunPlan, 'store' | 'fault' | 'tries'> {
  readonly counted: string
}

test.each<Tried>([
  { store: 'sqlite', fault: 'kills', tries: 5, counted: 'in doubt' },
  { store: 'mongodb', fault: 'kills', tries: 3, counted: 'in doubt' },
  { store: 'mongodb', fault: 'primary-kills', tries: 1, counted: 'kills of a primary' },
])(
  '$store: nothing is lost, doubled or half-written after $tries $fault',
  { timeout: TIMEOUT_MS },
  async ({ counted, ...plan }) => {
    const result = await run({ ...FEW, ...plan })
    expect(result.problems).toEqual([])
    expect(result.counts['acknowledged']).toBeGreaterThan(0)
    expect(result.counts['unkeyed, acknowledged']).toBeGreaterThan(0)
    expect(result.counts[counted]).toBeGreaterThan(0)
  },
)

test.each<readonly [RunPlan['store'], WrongBuildName]>([
  ['sqlite', 'sqlite-without-transactions'],
  ['mongodb', 'mongodb-without-transactions'],
])('%s: the build %s is caught', { timeout: TIMEOUT_MS }, async (store, build) => {
  const isEnough = ({ problems }: Pick<Awaited<ReturnType<typeof run>>, 'problems'>) => isCaught(build, problems)
  const { problems } = await run({ ...FEW, store, fault: 'kills', tries: 100, build }, { isEnough })
  expect(isCaught(build, problems)).toBe(true)
})

test(
  'a mistake of the server is found by its reply, and told as its log tells it',
  { timeout: TIMEOUT_MS },
  async () => {
    const build = 'activation-that-throws'
    const plan = { ...FEW, store: 'sqlite', fault: 'kills', tries: 5, build } as const
    const { problems } = await run(plan, { isEnough: (findings) => isCaught(build, findings.problems) })
    const found = problems.find(({ kind }) => kind === 'unclean failure')
    expect(found?.text).toContain('POST /validate/activate: 500 {"success":false')
    expect(found?.server?.join()).toContain('planted is not defined')
  },
)

test(
  'a laboratory that cannot go on audits what was done until then, and says so',
  { timeout: TIMEOUT_MS },
  async () => {
    const plan = { ...FEW, store: 'sqlite', fault: 'kills', tries: 100 } as const
    const { tries, cutShort, counts, problems } = await run(plan, {
      open: async (...of) => ({
        ...(await openStage(...of)),
        recovered: () => Promise.reject(new Error('A member did not come back')),
      }),
    })
    expect(tries).toBeLessThan(plan.tries)
    expect(cutShort).toBe('Error: A member did not come back')
    expect(problems).toEqual([])
    expect(counts['audits']).toBeGreaterThan(1)
  },
)

test('clients who retry with another key each time have things twice', { timeout: TIMEOUT_MS }, async () => {
  const plan = { ...FEW, store: 'sqlite', fault: 'kills', tries: 100, forgetful: true } as const
  const { problems } = await run(plan, { isEnough: (findings) => findings.of('doubled') > 0 })
  expect(problems.map(({ kind }) => kind)).toContain('doubled')
})
