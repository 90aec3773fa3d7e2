import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { LOAD_CORE, pinned } from '../cores.ts'

const SCRIPT = fileURLToPath(new URL('requests.lua', import.meta.url))

/** The figures of one stretch of closed-loop load: each connection sends its next request when it has its reply. */
export interface Slice {
  readonly requestsPerSecond: number
  readonly requests: number
  /** Replies with a status of 400 and above, and requests without a reply. */
  readonly failed: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

export interface WrkLoad {
  readonly url: string
  /** As `writeRequests` wrote it. */
  readonly requestFile: string
  readonly firstRequest: number
  readonly connections: number
  readonly milliseconds: number
}

interface WrkFigures {
  readonly requests: number
  readonly microseconds: number
  readonly failed: number
  readonly p50: number
  readonly p99: number
}

/** @throws Error when wrk cannot run */
export async function runWrk(load: WrkLoad): Promise<Slice> {
  const { url, requestFile, firstRequest, connections, milliseconds } = load
  const seconds = Math.ceil(milliseconds / 1000) + 60
  const options = ['--threads=1', `--connections=${connections}`, `--duration=${seconds}s`, `--script=${SCRIPT}`]
  const [command, args] = pinned(LOAD_CORE, 'wrk', [...options, url, '--', requestFile, String(firstRequest)])
  const wrk = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const output = text(wrk.stdout)
  const errors = text(wrk.stderr)
  // wrk counts whole seconds; told to stop, it reports what it has, over the time it really ran. Told before it has begun,
  // it goes on to the end.
  let timer: NodeJS.Timeout | undefined
  wrk.stderr.once('data', () => (timer = setTimeout(() => wrk.kill('SIGINT'), milliseconds)))
  await once(wrk, 'close')
  clearTimeout(timer)
  const line = (await output).split('\n').find((candidate) => candidate.startsWith('{'))
  if (line === undefined) throw new Error(`wrk failed: ${(await errors) || (await output)}`)
  return toSlice(JSON.parse(line) as WrkFigures)
}

function toSlice({ requests, microseconds, failed, p50, p99 }: WrkFigures): Slice {
  return { requestsPerSecond: (requests / microseconds) * 1e6, requests, failed, p50: p50 / 1000, p99: p99 / 1000 }
}

/** The first line of `wrk --version`; undefined where there is none. */
export function wrkVersion(): string | undefined {
  const { error, stdout } = spawnSync('wrk', ['--version'], { encoding: 'utf8' })
  return error === undefined ? stdout.split('\n', 1)[0]?.replace(/ Copyright.*/, '') : undefined
}
