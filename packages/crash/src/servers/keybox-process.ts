import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const MAIN = join(ROOT, 'packages/app/src/main.ts')
const LISTENS = /^KeyBox listens on (http:\S+) /
/** What a start may take before it counts as hung. */
const START_MS = 60_000

const SETTINGS = {
  PORT: '0',
  NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/compiled'),
  NODE_ENV: 'production',
  KEYBOX_VALIDATE_RATE_MAX: 'off',
  KEYBOX_AUTH_RATE_MAX: 'off',
  KEYBOX_LOG_LEVEL: 'error',
  KEYBOX_SECRET: 'a secret for the crash laboratory, which nobody else uses',
}

export interface KeyBoxOptions {
  /** For `KEYBOX_DATABASE_URL`. */
  readonly databaseUrl: string
  readonly environment?: Readonly<Record<string, string>>
  /** A module that is loaded before the program, and may change it. */
  readonly preload?: string | undefined
  /** A program, with its arguments, that runs the server under its eyes. */
  readonly tracer?: readonly [string, ...string[]]
  /** Told of every line that it prints. */
  readonly printed?: (line: string) => void
}

/** The real program, in a process of its own that may be killed at any moment. */
export class KeyBoxProcess {
  readonly #child: ChildProcess
  readonly #ended: Promise<void>
  readonly #address = Promise.withResolvers<string>()
  #said = ''

  constructor({ databaseUrl, environment, preload, tracer = [process.execPath], printed }: KeyBoxOptions) {
    const [command, ...before] = tracer
    const options = ['--conditions=keybox-source', ...(preload === undefined ? [] : ['--import', preload])]
    this.#child = spawn(command, [...before, ...options, MAIN], {
      env: { PATH: process.env['PATH'], ...SETTINGS, KEYBOX_DATABASE_URL: databaseUrl, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#ended = once(this.#child, 'close').then(() => undefined)
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream === null) continue
      createInterface({ input: stream }).on('line', (line) => {
        this.#hear(line)
        printed?.(line)
      })
    }
  }

  /** What it has printed so far. */
  get said(): string {
    return this.#said
  }

  /** Its address, once it listens; undefined when it has ended instead, or hangs. */
  async listening(): Promise<string | undefined> {
    const { promise: hung, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, START_MS)
    try {
      return await Promise.race([this.#address.promise, this.#ended.then(() => undefined), hung.then(() => undefined)])
    } finally {
      clearTimeout(timer)
    }
  }

  /** SIGKILL: it can do nothing about it. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  /** Asks it to end, as a supervisor does. */
  terminate(): void {
    this.#child.kill('SIGTERM')
  }

  /** Resolves when it is gone. */
  async ended(): Promise<void> {
    await this.#ended
  }

  #hear(line: string): void {
    this.#said += `${line}\n`
    const address = LISTENS.exec(line)?.[1]
    if (address !== undefined) this.#address.resolve(address)
  }
}
