import { buildKeyBox, readConfiguration } from '@keybox/app'
import { TEST_SECRET } from '../keybox.ts'
import type { FaultBench } from './fault-bench.ts'
import type { Tried } from './fault-cell.ts'
import type { FaultKind, FaultMode } from './fault-kinds.ts'
import type { SentCommand } from './sent-commands.ts'

/** A command that a start on an empty database sends, and how it fails. */
export interface StartCell {
  readonly command: SentCommand
  readonly kind: FaultKind
  readonly mode: FaultMode
}

/** A start is no request: it may wait for a server to be found, for each thing that it does. */
const START_MS = 60_000

export function describeStart({ command, kind, mode }: StartCell): string {
  return `at a start: ${command.name}: ${kind.name}, ${mode}`
}

/** It starts, or says in words why not; and the next start finds nothing in its way. */
export async function tryStart(bench: FaultBench, { command, kind, mode }: StartCell, number: number): Promise<Tried> {
  const url = bench.urlForStart(`start_${number}`)
  await bench.fail({ commands: [command.name], collection: undefined, kind, mode, of: 'a start' })
  const began = performance.now()
  const refusal = await startAndStop(url)
  const waitMs = performance.now() - began
  if (!(await bench.repair())) return { waitMs, wrong: 'the fault was never met' }
  if (waitMs > START_MS) return { waitMs, wrong: `it took ${Math.round(waitMs)} ms` }
  if (refusal !== undefined && !/MongoDB|database/.test(refusal)) return { waitMs, wrong: `it says: ${refusal}` }
  const next = await startAndStop(url)
  return { waitMs, wrong: next === undefined ? undefined : `the next start says: ${next}` }
}

/** @returns what it says when it is refused */
async function startAndStop(url: string): Promise<string | undefined> {
  const environment = { KEYBOX_DATABASE_URL: url, KEYBOX_SECRET: TEST_SECRET, KEYBOX_LOG_LEVEL: 'silent' }
  const configuration = readConfiguration(environment)
  if (!configuration.ok) throw new Error(configuration.error.join('\n'))
  const built = await buildKeyBox(configuration.value)
  if (!built.ok) return built.error.message
  await built.value.close()
  return undefined
}
