import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wrongBuild } from '../builds/builds.ts'
import { Findings } from '../findings.ts'
import { Lab } from '../lab.ts'
import { SeededChoices } from '../seeded-choices.ts'
import { WORKERS, type RunPlan } from './run-plan.ts'
import type { RunResult } from './run-result.ts'
import { openStage, type Stage } from './stage.ts'

/** Told of what a run has come to, after each try. */
export type Progress = (tries: number, findings: Findings) => void

export interface RunOptions {
  readonly progress?: Progress
  /** Ends it before its time, with an audit of what there is. */
  readonly signal?: AbortSignal
  /** Whether enough was found to end it; asked after each try. */
  readonly isEnough?: (findings: Findings) => boolean
}

/** One store, one server, one fault over and over, and the audit of it. The folder stays when something was found. */
export async function run(plan: RunPlan, options: RunOptions = {}): Promise<RunResult> {
  const findings = new Findings()
  const choices = new SeededChoices(plan.seed)
  const folder = await mkdtemp(join(tmpdir(), 'keybox-crash-'))
  const stage = await openStage(plan, folder, choices.fork('faults'), findings)
  const began = performance.now()
  try {
    const tries = await runOn(stage, plan, { folder, choices, findings }, options)
    const seconds = Math.round((performance.now() - began) / 1000)
    const { store, fault, seed } = plan
    return { store, fault, seed, tries, seconds, counts: findings.counts, problems: findings.problems }
  } finally {
    await stage.close()
    if (findings.problems.length === 0 || isMeantToFail(plan)) await rm(folder, { recursive: true, force: true })
    else process.stderr.write(`The journal is in ${folder}\n`)
  }
}

function isMeantToFail({ build, forgetful }: RunPlan): boolean {
  return build !== undefined || forgetful === true
}

/** Problems after which a further one tells nothing new. */
const MANY = 20

function isHopeless(findings: Findings): boolean {
  return findings.problems.length > MANY || findings.of('no start') > 0
}

interface RunParts {
  readonly folder: string
  readonly choices: SeededChoices
  readonly findings: Findings
}

async function runOn(stage: Stage, plan: RunPlan, parts: RunParts, options: RunOptions): Promise<number> {
  const { isEnough = isHopeless, signal, progress } = options
  const { findings } = parts
  const lab = new Lab({
    ...parts,
    store: stage.store,
    workers: WORKERS,
    ...(plan.build !== undefined && { launch: wrongBuild(plan.build) }),
    keepsKeys: plan.forgetful !== true,
  })
  const end = performance.now() + plan.minutes * 60_000
  const goesOn = (): boolean => performance.now() < end && signal?.aborted !== true && !isEnough(findings)
  try {
    await lab.open()
    let tries = 0
    while (tries < plan.tries && goesOn()) {
      tries += await stage.disturb(lab)
      progress?.(tries, findings)
    }
    if (findings.of('no start') === 0) await lab.auditEverything()
    for (const difference of await stage.differences()) findings.problem('damaged', difference)
    return tries
  } finally {
    await lab.close()
  }
}
