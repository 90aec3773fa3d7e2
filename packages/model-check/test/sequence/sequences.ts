import { randomBytes } from 'node:crypto'
import {
  asyncModelRun,
  asyncProperty,
  check,
  commands,
  defaultReportMessage,
  oneof,
  type Arbitrary,
  type WeightedArbitrary,
} from 'fast-check'
import { FIRST_DEVELOPERS, signUps } from '../commands/accounts.ts'
import { clientCreations } from '../commands/clients.ts'
import type { ModelCommand } from '../commands/command.ts'
import { dashboardReads, lastLook } from '../commands/dashboards.ts'
import { activations, revocations, validations } from '../commands/licenses.ts'
import { licenseCreations, projectCreations } from '../commands/orders.ts'
import { authentications, logIns, logOuts, passwordChanges, refreshes } from '../commands/sessions.ts'
import { restarts, starts, timePassing } from '../commands/time.ts'
import { emptyModel } from '../model/model.ts'
import type { Subject } from '../subjects/subject.ts'
import { World, type Outcomes } from './world.ts'

/** The longest sequence that is tried; they are half as long on average, less what did not apply. */
const MAX_COMMANDS = 32
/** Of all sequences, those that may end because a store was not available; others are run in their place. */
const MAX_ABANDONED = 0.2
const WEIGHTS: readonly (readonly [number, Arbitrary<ModelCommand>])[] = [
  [1, signUps],
  [2, logIns],
  [2, refreshes],
  [2, authentications],
  [1, logOuts],
  [1, passwordChanges],
  [4, clientCreations],
  [4, projectCreations],
  [3, licenseCreations],
  [7, activations],
  [7, revocations],
  [7, validations],
  [5, dashboardReads],
  [3, timePassing],
  [1, restarts],
]

const anyCommand = oneof(
  ...WEIGHTS.map(([weight, arbitrary]): WeightedArbitrary<ModelCommand> => ({ weight, arbitrary })),
)

export interface Run {
  readonly seed: number
  readonly sequences: number
}

/** A sequence that a store and the model do not agree about. */
export interface Divergence {
  /** For people: the seed, the shrunk sequence, and what each said. */
  readonly report: string
  /** The shrunk sequence. */
  readonly commands: readonly string[]
}

/** One after the other on the same stores, until a divergence. */
export async function runSequences(
  subjects: readonly Subject[],
  { seed, sequences }: Run,
  outcomes: Outcomes = new Map(),
): Promise<Divergence | undefined> {
  const property = asyncProperty(
    starts,
    commands([anyCommand], { maxCommands: MAX_COMMANDS, size: 'max', disableReplayLog: true }),
    async (start, sequence) => {
      const model = emptyModel(start)
      const world = new World(subjects, randomBytes(8).toString('hex'), model, outcomes)
      await asyncModelRun(() => ({ model, real: world }), [...FIRST_DEVELOPERS, ...sequence, lastLook])
    },
  )
  const details = await check(property, { seed, numRuns: sequences, maxSkipsPerRun: MAX_ABANDONED })
  if (!details.failed) return undefined
  const [, sequence = []] = details.counterexample ?? []
  const error = details.errorInstance instanceof Error ? details.errorInstance.message : ''
  return { report: `${defaultReportMessage(details)}\n\n${error}`, commands: [...sequence].map(String) }
}
