import { parseArgs } from 'node:util'
import { err, ok, type Result } from '@keybox/domain'
import { isWrongBuild, WRONG_BUILDS, type WrongBuildName } from './builds/builds.ts'
import { FAULTS, type FaultName, type RunPlan } from './runs/run-plan.ts'

export interface CrashRequest {
  readonly seed: string
  readonly plans: readonly RunPlan[]
  /** Whether the order of log, disk and reply is looked at, too. */
  readonly durability: boolean
  /** A build that is wrong on purpose: the run succeeds when it is caught, and is not recorded. */
  readonly build: WrongBuildName | undefined
}

type Asked = Pick<RunPlan, 'store' | 'fault' | 'tries'>

/** What has to be shown, when nothing else is asked for. */
const EVERYTHING: readonly Asked[] = [
  { store: 'sqlite', fault: 'kills', tries: 500 },
  { store: 'mongodb', fault: 'kills', tries: 200 },
  { store: 'mongodb', fault: 'primary-kills', tries: 50 },
  { store: 'mongodb', fault: 'step-downs', tries: 20 },
  { store: 'mongodb', fault: 'cuts', tries: 20 },
]

const OPTIONS = {
  store: { type: 'string', default: 'sqlite' },
  kills: { type: 'string' },
  'primary-kills': { type: 'string' },
  'step-downs': { type: 'string' },
  cuts: { type: 'string' },
  durability: { type: 'boolean', default: false },
  seed: { type: 'string' },
  minutes: { type: 'string', default: '600' },
  build: { type: 'string' },
} as const

/**
 * `[--store sqlite|mongodb] [--kills N] [--primary-kills N] [--step-downs N] [--cuts N] [--durability] [--seed TEXT]
 * [--minutes N] [--build NAME]`; with none of what could be done, everything. The error is one readable line.
 */
export function parseRequest(args: readonly string[], randomSeed: string): Result<CrashRequest, string> {
  const read = readOptions(args)
  if (!read.ok) return read
  const { store, build, durability, seed = randomSeed, minutes } = read.value
  if (!isStore(store)) return err(`--store is sqlite or mongodb, not ${store}`)
  if (build !== undefined && !isWrongBuild(build)) {
    return err(`There is no build ${build}; there are: ${Object.keys(WRONG_BUILDS).join(', ')}`)
  }
  const asked = askedFor(store, read.value)
  const isEverything = asked.length === 0 && !durability
  const plans = (isEverything ? EVERYTHING : asked).map((plan) => ({ ...plan, seed, minutes: Number(minutes), build }))
  const problem = problemWith(plans)
  return problem === undefined ? ok({ seed, plans, durability: durability || isEverything, build }) : err(problem)
}

function isStore(name: string): name is RunPlan['store'] {
  return name === 'sqlite' || name === 'mongodb'
}

function askedFor(store: RunPlan['store'], tries: Options): readonly Asked[] {
  return FAULTS.flatMap((fault) => (tries[fault] === undefined ? [] : [{ store, fault, tries: Number(tries[fault]) }]))
}

function problemWith(plans: readonly RunPlan[]): string | undefined {
  const misplaced = plans.find(({ store, fault }) => store === 'sqlite' && fault !== 'kills')
  if (misplaced !== undefined) return `${misplaced.fault} need --store mongodb`
  const areCounts = plans.every(({ tries, minutes }) => isCount(tries) && isCount(minutes))
  return areCounts ? undefined : 'How many, and minutes, are whole numbers'
}

type Options = { readonly [Fault in FaultName]?: string } & {
  readonly store: string
  readonly durability: boolean
  readonly seed?: string
  readonly minutes: string
  readonly build?: string
}

function readOptions(args: readonly string[]): Result<Options, string> {
  try {
    return ok(parseArgs({ args: [...args], options: OPTIONS }).values)
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error))
  }
}

function isCount(number: number): boolean {
  return Number.isInteger(number) && number > 0
}
