import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wrongBuild } from '../builds/builds.ts'
import { Findings, type Problem } from '../findings.ts'
import { Lab } from '../lab.ts'
import { SeededChoices } from '../seeded-choices.ts'
import type { ServerLog } from '../servers/server-log.ts'
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
  /** What a test may put in place of the real thing. */
  readonly open?: typeof openStage
}

/** One store, one server, one fault over and over, and the audit of it. The folder stays when something was found. */
export async function run(plan: RunPlan, options: RunOptions = {}): Promise<RunResult> {
  const findings = new Findings()
  const choices = new SeededChoices(plan.seed)
  const folder = await mkdtemp(join(tmpdir(), 'keybox-crash-'))
  const { open = openStage } = options
  const stage = await open(plan, folder, choices.fork('faults'), findings)
  const began = performance.now()
  try {
    const lab = openLab(stage, plan, { folder, choices, findings })
    const { tries, cutShort } = await runIn(lab, stage, plan, findings, options)
    const seconds = Math.round((performance.now() - began) / 1000)
    const { store, fault, seed } = plan
    const problems = findings.problems.map((problem) => explained(problem, lab.log))
    const { counts } = findings
    return { store, fault, seed, tries, seconds, ...(cutShort !== undefined && { cutShort }), counts, problems }
  } finally {
    await stage.close()
    if (findings.problems.length === 0 || isMeantToFail(plan)) await rm(folder, { recursive: true, force: true })
    else process.stderr.write(`The journal is in ${folder}\n`)
  }
}

function explained(problem: Problem, log: ServerLog): Problem {
  if (problem.requestId === undefined) return problem
  return { ...problem, server: log.about(problem.requestId) }
}

function isMeantToFail({ build, forgetful }: RunPlan): boolean {
  return build !== undefined || forgetful === true
}

/** Problems after which a further one tells nothing new. */
const MANY = 20

function isHopeless(findings: Findings): boolean {
  return findings.problems.length > MANY || findings.of('no start') > 0
}

function openLab(
  stage: Stage,
  { build, forgetful }: RunPlan,
  parts: { readonly folder: string; readonly choices: SeededChoices; readonly findings: Findings },
): Lab {
  return new Lab({
    ...parts,
    store: stage.store,
    workers: WORKERS,
    ...(build !== undefined && { launch: wrongBuild(build) }),
    keepsKeys: forgetful !== true,
  })
}

interface Sat {
  readonly tries: number
  readonly cutShort: string | undefined
}

async function runIn(lab: Lab, stage: Stage, plan: RunPlan, findings: Findings, options: RunOptions): Promise<Sat> {
  try {
    await lab.open()
    const { tries, cutShort } = await disturbAgainAndAgain(lab, stage, plan, findings, options)
    return { tries, cutShort: await auditAll(lab, stage, findings, cutShort) }
  } finally {
    await lab.close()
  }
}

/** Ends before its time where the laboratory cannot go on: what was done until then is audited all the same. */
async function disturbAgainAndAgain(
  lab: Lab,
  stage: Stage,
  { tries: wanted, minutes }: RunPlan,
  findings: Findings,
  { isEnough = isHopeless, signal, progress }: RunOptions,
): Promise<Sat> {
  const end = performance.now() + minutes * 60_000
  const goesOn = (): boolean => performance.now() < end && signal?.aborted !== true && !isEnough(findings)
  let tries = 0
  try {
    while (tries < wanted && goesOn()) {
      tries += await stage.disturb(lab)
      progress?.(tries, findings)
      await stage.recovered()
    }
    return { tries, cutShort: undefined }
  } catch (thrown) {
    return { tries, cutShort: String(thrown) }
  }
}

/** What cannot be looked at is a finding: nothing is known of it. @returns why it was cut short, before or in here */
async function auditAll(lab: Lab, stage: Stage, findings: Findings, cutShort?: string): Promise<string | undefined> {
  if (findings.of('no start') > 0) return cutShort
  try {
    if (cutShort !== undefined) {
      await lab.haltLoad()
      await lab.auditAndSettle()
    }
    await lab.auditEverything()
  } catch (thrown) {
    findings.problem('not audited', String(thrown))
  }
  return cutShort ?? (await compareCopies(stage, findings))
}

async function compareCopies(stage: Stage, findings: Findings): Promise<string | undefined> {
  try {
    for (const difference of await stage.differences()) findings.problem('damaged', difference)
    return undefined
  } catch (thrown) {
    return String(thrown)
  }
}
