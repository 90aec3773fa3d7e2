import { randomInt } from 'node:crypto'
import { parseRequest, type CrashRequest } from './arguments.ts'
import { isCaught } from './builds/caught.ts'
import { findStrace } from './durability/strace.ts'
import { judgeDurability } from './durability/traced-load.ts'
import type { Findings } from './findings.ts'
import { figureLines, figuresOf } from './report/figures.ts'
import { record, recorded } from './report/record.ts'
import { run, type Progress } from './runs/run.ts'
import type { RunPlan } from './runs/run-plan.ts'

const SERIAL_ROUNDS = 100
const CONCURRENT_MS = 20_000
const LINE_SHOWN = 300

const request = parseRequest(process.argv.slice(2), String(randomInt(1_000_000)))
if (request.ok) await perform(request.value)
else say(request.error, 1)

async function perform({ seed, plans, durability, build }: CrashRequest): Promise<void> {
  say(`Seed ${seed}`)
  const over = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => over.abort())
  for (const plan of plans) if (!over.signal.aborted) await sit(plan, over.signal)
  if (durability && !over.signal.aborted) await sitForDurability(seed, build)
  say('In all:')
  for (const line of figureLines(figuresOf(await recorded()))) say(`  ${line}`)
}

/** One sitting. Of a wrong build one problem is enough, and none would be the failure. */
async function sit(plan: RunPlan, signal: AbortSignal): Promise<void> {
  say(`${plan.store}, ${plan.fault}: ${plan.tries}${plan.build === undefined ? '' : `, of the build ${plan.build}`}`)
  const { build } = plan
  const isEnough = build && (({ problems }: Findings) => isCaught(build, problems))
  const result = await run(plan, { signal, progress: progressOf(plan), ...(isEnough && { isEnough }) })
  for (const { kind, text, server = [] } of result.problems.slice(0, 20)) {
    for (const line of [`${kind}: ${text}`, ...server]) say(`  ${line.slice(0, LINE_SHOWN)}`)
  }
  if (result.cutShort !== undefined) say(`  It could not go on: ${result.cutShort}`)
  say(`  ${result.tries} tries in ${result.seconds} s: ${JSON.stringify(result.counts)}`)
  if (build !== undefined) return sayWhetherCaught(isCaught(build, result.problems), result.tries)
  say(`  ${result.problems.length} problems, in ${await record(result)}`, result.problems.length)
}

function progressOf({ tries: wanted }: RunPlan): Progress {
  const began = performance.now()
  let told = 0
  return (tries, { problems }) => {
    if (tries - told < wanted / 20) return
    told = tries
    say(
      `  ${tries} of ${wanted} after ${Math.round((performance.now() - began) / 1000)} s, ${problems.length} problems`,
    )
  }
}

async function sitForDurability(seed: string, build: CrashRequest['build']): Promise<void> {
  say('sqlite, under strace: what had reached the disk before each reply to a write')
  const began = performance.now()
  const load = { seed, serialRounds: SERIAL_ROUNDS, concurrentMs: CONCURRENT_MS, build }
  const { serial, concurrent } = await judgeDurability(await findStrace(), load)
  const tries = serial.judged + concurrent.judged
  const early = [...serial.early, ...concurrent.early]
  say(`  ${serial.judged} replies to one client and ${concurrent.judged} to several, ${early.length} of them too soon`)
  if (build !== undefined) return sayWhetherCaught(early.length > 0, tries)
  const problems = early.map((text) => ({ kind: 'lost', text }) as const)
  const seconds = Math.round((performance.now() - began) / 1000)
  const counts = { acknowledged: tries }
  const file = await record({ store: 'sqlite', fault: 'durability', seed, tries, seconds, counts, problems })
  say(`  ${problems.length} problems, in ${file}`, problems.length)
}

function sayWhetherCaught(caught: boolean, tries: number): void {
  say(caught ? `  caught after ${tries}` : `  NOT caught in ${tries}`, caught ? 0 : 1)
}

/** @param problems that make the program fail in the end */
function say(line: string, problems = 0): void {
  process.stdout.write(`${line}\n`)
  if (problems > 0) process.exitCode = 1
}
