import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Address } from './http-client.ts'

/** The top of the checkout. */
export const REPOSITORY: string = join(import.meta.dirname, '../../../..')

const MAIN = join(REPOSITORY, 'packages/app/src/main.ts')

/** KeyBox as a process of its own. */
export interface Program {
  readonly address: Address
  readonly pid: number
  /** Asks it to end, as a supervisor does. @returns its exit code, null when a signal killed it */
  stop(): Promise<number | null>
}

export interface Command {
  readonly file: string
  readonly args: readonly string[]
}

const COMPILE_CACHE = join(REPOSITORY, 'node_modules/.cache/compiled')

/** What `npm start` runs in the end, which sets the compile cache as well. */
export const START_COMMAND: Command = { file: process.execPath, args: ['--conditions=keybox-source', MAIN] }

export interface StartOptions {
  /** Told what the program prints. */
  readonly hear?: ((text: string) => void) | undefined
  /** What a start may take before it counts as hung. */
  readonly startMs?: number
}

/** Runs the program until it says where it listens. @throws when it ends before, with what it said */
export async function startProgram(
  env: Readonly<Record<string, string>>,
  command: Command = START_COMMAND,
  { hear, startMs = START_MS }: StartOptions = {},
): Promise<Program> {
  const child = spawn(command.file, command.args, {
    cwd: REPOSITORY,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      HOST: '127.0.0.1',
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null))
  for (const output of hear === undefined ? [] : [child.stdout, child.stderr]) {
    output.on('data', (text: Buffer) => hear?.(text.toString('utf8')))
  }
  const port = await listeningPort(child, startMs)
  return {
    address: { host: '127.0.0.1', port },
    pid: child.pid ?? 0,
    stop: () => {
      child.kill('SIGTERM')
      return exited
    },
  }
}

/** What a start may take before it counts as hung; shorter than a test may, so that the test can tell what it said. */
const START_MS = 20_000

function listeningPort(child: ChildProcess, startMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hung = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`It did not come to listen:\n${said}`))
    }, startMs)
    const hear = (text: Buffer): void => {
      said += text.toString('utf8')
      const match = /^KeyBox listens on http:\/\/127\.0\.0\.1:(\d+) /m.exec(said)
      if (match === null) return
      clearTimeout(hung)
      resolve(Number(match[1]))
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('error', reject)
    child.once('close', () => {
      clearTimeout(hung)
      reject(new Error(`It ended before it listened:\n${said}`))
    })
  })
}

/** A folder of its own for the work, removed afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'keybox-acceptance-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
