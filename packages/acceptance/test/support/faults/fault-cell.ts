import { vi } from 'vitest'
import type { JsonObject, Reply } from '../http-client.ts'
import { expectEnvelope } from '../reply.ts'
import type { FaultBench } from './fault-bench.ts'
import { DEADLINE_MS, type FaultKind, type FaultMode } from './fault-kinds.ts'
import { describeCommand, type SentCommand } from './sent-commands.ts'
import { changeBetween, storedState, timesDone, type StoredState } from './stored-state.ts'
import type { Step } from './step.ts'

/** One square of the matrix: a request, one of the commands that it sends, and how that fails. */
export interface Cell {
  readonly step: Step
  readonly command: SentCommand
  readonly kind: FaultKind
  readonly mode: FaultMode
  /** What the request changes when all is well. */
  readonly effect: StoredState
}

export interface Tried {
  readonly waitMs: number
  /** undefined: all of it is right */
  readonly wrong: string | undefined
}

/** Beyond the deadline: on a full machine the timers of the program and of the test are late. */
const ALLOWANCE_MS = 2000
/** A revocation waits for the other servers after its commit, at most so long (docs/adr/0011). */
const LEASE_MS = 2000

/** Past its first byte a dashboard takes as long as it gets on: here each of its reads may be held up. */
const GETTING_ON_MS = 5000

export function describeCell({ step, command, kind, mode }: Cell): string {
  return `${step.name}: ${describeCommand(command)}: ${kind.name}, ${mode}`
}

export async function tryCell(bench: FaultBench, cell: Cell): Promise<Tried> {
  // The last cell's fault is gone, and the program may need a moment to find out.
  const request = await vi.waitFor(() => cell.step.prepare(), { timeout: 20_000 })
  const before = await storedState(bench.database)
  await bench.fail({ commands: [cell.command.name], ...cell.command, kind: cell.kind, mode: cell.mode })
  const began = performance.now()
  const outcome = await request().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
  const waitMs = performance.now() - began
  const met = await bench.repair()
  const done = timesDone(changeBetween(before, await storedState(bench.database)), cell.effect)
  return { waitMs, wrong: met ? faultsOf(cell, outcome, done, waitMs) : 'the fault was never met' }
}

function faultsOf(cell: Cell, outcome: Reply | Error, done: number | undefined, waitMs: number): string | undefined {
  if (waitMs > limitMs(cell)) return `it took ${Math.round(waitMs)} ms`
  if (outcome instanceof Error) return mayBeCut(cell) ? undefined : `no reply: ${outcome.message}`
  try {
    if (outcome.headers['content-type']?.startsWith('application/json') === true) expectEnvelope(outcome)
  } catch (error) {
    return `the reply has another shape: ${String(error)}`
  }
  const replied = `${outcome.status} ${String(outcome.body['code'])}, done ${done} times`
  return isRight(cell, outcome, done) ? undefined : replied
}

function limitMs(cell: Cell): number {
  const more = mayBeCut(cell) ? GETTING_ON_MS : cell.step.name.startsWith('PATCH') ? LEASE_MS : 0
  return DEADLINE_MS + ALLOWANCE_MS + more
}

function isRight(cell: Cell, { status, body }: Reply, done: number | undefined): boolean {
  if (status === cell.step.status) return done === (Object.keys(cell.effect).length > 0 ? 1 : 0)
  if (status === 503) return isUnready(cell.step, body) || (isHashedTooLate(cell.step, body) && done === 0)
  return status === 500 && isOfRoute(cell.step, body) && isTrue(cell, body['code'], done)
}

function isUnready({ name }: Step, body: JsonObject): boolean {
  return name === 'GET /health/ready' && body['code'] === 'NOT_READY'
}

/** Where the command, or a full machine, took nearly all of a request's time, too little was left for a password. */
function isHashedTooLate({ name }: Step, body: JsonObject): boolean {
  return /^POST \/auth\/(?:signup|login|password)\b/.test(name) && body['code'] === 'OVERLOADED'
}

/** Whether what was done is what the code of a failure promises. */
function isTrue({ command }: Cell, code: unknown, done: number | undefined): boolean {
  if (code === 'STORE_UNAVAILABLE') return done === 0
  const isUnknowable = command.name === 'commitTransaction' && (done === 0 || done === 1)
  return code === 'OUTCOME_UNKNOWN' && isUnknowable
}

/** Where there is no verdict the reply says so. */
function isOfRoute({ name }: Step, body: JsonObject): boolean {
  const isVerdict = /^POST \/validate(?!\/)/.test(name)
  return !isVerdict || (body['valid'] === null && body['status'] === 'server_error')
}

/** After its first byte a dashboard ends by its connection, never as if it were whole. */
function mayBeCut({ step, command }: Cell): boolean {
  return step.name.startsWith('GET /dashboard') && ['find', 'getMore', 'killCursors'].includes(command.name)
}
