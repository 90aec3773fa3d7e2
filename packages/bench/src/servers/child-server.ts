import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { pinned, SERVER_CORE } from '../cores.ts'

/** A server that runs in a process of its own, on the servers' core, until it is stopped. */
export interface ChildServer {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string
  /** Resident memory in MiB. */
  residentMiB(): Promise<number>
  /** Microseconds of processor time so far, over all its threads. */
  processorTime(): Promise<number>
  stop(): Promise<void>
}

const ADDRESS = /http:\/\/127\.0\.0\.1:\d+/
const NODE_OPTIONS = ['--conditions=keybox-source']

/** Starts a Node program that prints a line with its address. @throws Error when it ends instead */
export async function startChild(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ChildServer> {
  const [command, all] = pinned(SERVER_CORE, process.execPath, [...NODE_OPTIONS, ...extraOptions(), program, ...args])
  const child = spawn(command, all, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${program} ended with ${code} instead of listening`)
  })
  const url = await printedAddress(child, ended)
  ended.catch(() => {})
  return {
    url,
    residentMiB: () => residentMiB(child.pid ?? 0),
    processorTime: () => processorTime(child.pid ?? 0),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** KEYBOX_BENCH_NODE_OPTIONS: more options for the servers' Node, such as `--cpu-prof`. */
function extraOptions(): readonly string[] {
  return (process.env['KEYBOX_BENCH_NODE_OPTIONS'] ?? '').split(' ').filter((option) => option !== '')
}

async function printedAddress({ stdout }: ChildProcess, ended: Promise<never>): Promise<string> {
  if (stdout === null) throw new Error('No standard output')
  const { promise, resolve } = Promise.withResolvers<string>()
  let text = ''
  const look = (chunk: string): void => {
    text += chunk
    const address = ADDRESS.exec(text)?.[0]
    if (address === undefined) return
    stdout.off('data', look)
    // Reads on: a log that nobody reads would fill the pipe, and slow the server down.
    stdout.resume()
    resolve(address)
  }
  stdout.setEncoding('latin1').on('data', look)
  return Promise.race([promise, ended])
}

/** `VmRSS` of proc_pid_status(5). */
async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}

/** The first field of each thread's schedstat: nanoseconds on a core (Linux, Documentation/scheduler/sched-stats). */
async function processorTime(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`)
  const times = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '0')),
  )
  return times.reduce((sum, line) => sum + Number.parseInt(line, 10), 0) / 1000
}
