import { expect, vi } from 'vitest'
import { send } from '../http-client.ts'
import type { FaultBench } from './fault-bench.ts'
import type { Tried } from './fault-cell.ts'
import { DEADLINE_MS, type FaultKind } from './fault-kinds.ts'
import { describeCommand, type SentCommand } from './sent-commands.ts'

/** A command that is sent whether or not anybody asks, and how it fails for a while. */
export interface BackgroundCell {
  readonly command: SentCommand
  readonly kind: FaultKind
}

/** Longer than a lease lasts, so that whatever rests on one has ended. */
const WHILE_MS = 2500
/** What is sent only when a server's membership begins anew, which the end of its feed makes it do. */
const AT_BEGINNING = new Set(['ping', 'insert', 'delete', 'aggregate'])

export function describeBackground({ command, kind }: BackgroundCell): string {
  return `in the background: ${describeCommand(command)}: ${kind.name}`
}

/** Validates while the fault is on: every verdict is right, current or marked as stale; then all is as before. */
export async function tryBackground(bench: FaultBench, { command, kind }: BackgroundCell): Promise<Tried> {
  const begins = AT_BEGINNING.has(command.name)
  const commands = begins ? [command.name, 'getMore'] : [command.name]
  const collection = begins || command.name === 'getMore' ? undefined : command.collection
  await bench.fail({ commands, collection, kind, mode: 'always' })
  const { waitMs, wrong } = await validateForAWhile(bench)
  const met = await bench.repair()
  if (wrong !== undefined) return { waitMs, wrong }
  if (!met) return { waitMs, wrong: 'the fault was never met' }
  return { waitMs, wrong: (await isLiveAgain(bench)) ? undefined : 'the lease did not come back' }
}

async function validateForAWhile(bench: FaultBench): Promise<Tried> {
  const began = performance.now()
  let longest = 0
  while (performance.now() - began < WHILE_MS) {
    const asked = performance.now()
    const { status, body, text } = await bench.validate()
    longest = Math.max(longest, performance.now() - asked)
    const isRight = status === 200 && body['valid'] === true && (body['stale'] === true) === 'asOf' in body
    if (!isRight) return { waitMs: longest, wrong: text }
  }
  return { waitMs: longest, wrong: longest > DEADLINE_MS + 2000 ? `it took ${Math.round(longest)} ms` : undefined }
}

async function isLiveAgain({ program }: FaultBench): Promise<boolean> {
  const live = async (): Promise<void> => {
    const { text } = await send(program.address, { method: 'GET', path: '/metrics' })
    expect(text).toMatch(/^keybox_lease_live(?:\{\})? 1$/m)
  }
  return vi.waitFor(live, { timeout: 20_000 }).then(
    () => true,
    () => false,
  )
}
