import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { LOAD_CORE, pinned } from '../cores.ts'

const PROGRAM = fileURLToPath(new URL('open-loop-program.ts', import.meta.url))

export interface OpenLoad {
  readonly url: string
  readonly requestFile: string
  readonly requestsPerSecond: number
  readonly connections: number
  readonly milliseconds: number
  /** What else is asked meanwhile, from the same process. */
  readonly beside?: ClosedLoad
}

/** So many connections, each of which sends the request anew when it has its reply. */
export interface ClosedLoad {
  readonly requestFile: string
  readonly connections: number
}

/** Milliseconds from when a request was due, not from when it could be sent. */
export interface Latencies {
  readonly requests: number
  /** Without success, of those and of what was asked beside them. */
  readonly failed: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

/** Sends at a fixed rate, whether or not earlier requests were answered; in a process on the load's core. */
export async function runOpenLoop(load: OpenLoad): Promise<Latencies> {
  const [command, args] = pinned(LOAD_CORE, process.execPath, [
    // What V8 does on threads of its own would take the core from the one that sends.
    '--single-threaded',
    '--conditions=keybox-source',
    PROGRAM,
    JSON.stringify(load),
  ])
  const program = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const output = text(program.stdout)
  const [code] = (await once(program, 'close')) as [number | null]
  if (code !== 0) throw new Error(`The open-loop generator ended with ${code}`)
  return JSON.parse(await output) as Latencies
}
