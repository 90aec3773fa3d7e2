import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { onTestFinished } from 'vitest'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface ProgramOptions {
  /** The working directory. */
  readonly folder: string
  readonly environment?: Readonly<Record<string, string>>
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** The real program in a process of its own, and what it has said so far. */
export class Program {
  readonly child: ChildProcess
  readonly exit: Promise<Exit>
  stdout = ''
  stderr = ''
  #heard = Promise.withResolvers<void>()

  constructor({ folder, environment }: ProgramOptions) {
    const env = { HOST: '127.0.0.1', PORT: '0', ...environment }
    this.child = spawn(process.execPath, ['--conditions=keybox-source', MAIN], { cwd: folder, env })
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
      this.#wake()
    })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
      this.#wake()
    })
    this.exit = once(this.child, 'close').then(([code, signal]): Exit => {
      this.#wake()
      return { code: code as Exit['code'], signal: signal as Exit['signal'] }
    })
    onTestFinished(async () => {
      this.child.kill('SIGKILL')
      await this.exit
    })
  }

  #wake(): void {
    this.#heard.resolve()
    this.#heard = Promise.withResolvers()
  }

  /** The first match in what it says, now or later. @throws when it ends without saying it */
  async says(text: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = text.exec(this.stdout + this.stderr)
      if (match) return match
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`Ended without saying ${String(text)}:\n${this.stdout}${this.stderr}`)
      }
      await this.#heard.promise
    }
  }

  /** Where it listens, once it does. */
  async address(): Promise<string> {
    const [, address = ''] = await this.says(/^KeyBox listens on (http:\S+) — docs at \S+ — store .+$/m)
    return address
  }

  /** Sends the signal and waits for the end. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    this.child.kill(signal)
    return this.exit
  }

  /** Its log records so far. */
  log(): readonly Record<string, unknown>[] {
    const records = this.stdout.split('\n').filter((line) => line.startsWith('{'))
    return records.map((line) => JSON.parse(line) as Record<string, unknown>)
  }
}
