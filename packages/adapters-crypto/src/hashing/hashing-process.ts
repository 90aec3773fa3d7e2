import { fork, type ChildProcess } from 'node:child_process'
import { extname } from 'node:path'

import type { Argon2 } from './argon2.ts'
import { giveWay, type Deference } from './give-way.ts'
import type { HashingReply, HashingRequest, HashingWork } from './hashing-messages.ts'
import { perform } from './perform.ts'

export interface HashingProcessOptions {
  /** Milliseconds that a hash may take before its process no longer leaves everyone else the whole machine. */
  readonly starvedAfterMs?: number
  /** Milliseconds that a hash may take even then, before its process is taken for one that hangs. */
  readonly hungAfterMs?: number
  /** Milliseconds without work after which the process ends, and its memory comes back. */
  readonly idleMs?: number
  /** The Node that runs it; by default the one that runs this. */
  readonly execPath?: string
}

export interface HashingProcess extends Argon2 {
  /** undefined: nothing was asked of it lately. */
  readonly pid: number | undefined
}

/** A hash takes 20 to 50 ms of a core. */
const STARVED_AFTER_MS = 1000
const HUNG_AFTER_MS = 30_000
const IDLE_MS = 60_000
/** Processes that may end over one piece of work before it is taken for what ends them. */
const MAX_ENDS = 3
/**
 * Nothing of the server's. One arena for all threads: glibc's malloc otherwise keeps 19 MiB or more for each that ever computed a
 * hash, 150 MB where 70 do, for a twentieth less time (https://man7.org/linux/man-pages/man3/mallopt.3.html, M_ARENA_MAX).
 */
const ENVIRONMENT = { MALLOC_ARENA_MAX: '1' }
const PROGRAM = new URL(`hashing-program${extname(import.meta.url)}`, import.meta.url)

interface Job {
  readonly request: HashingRequest
  readonly resolve: (value: string | boolean) => void
  readonly reject: (failure: Error) => void
  /** When it has taken too long. */
  limit: NodeJS.Timeout | undefined
  ends: number
}

/**
 * Hashes passwords in a process of its own, which is started by the first and ends when there was none for a while. It gives
 * way to the one that answers; it has memory of its own to take and give back, 19 MiB a hash, under locks of its own; and
 * it holds no secret: none of the server's environment is there, where what strangers send is computed on.
 *
 * On a machine that is full a process that only has what others leave would never finish: when a hash takes too long, another
 * that insists on a share takes over. A process that ends or hangs takes nothing with it: the next one is asked the same.
 * Where none can be started, threads of this process do the work.
 */
export function createHashingProcess(options: HashingProcessOptions = {}): HashingProcess {
  return new RestartedProcess(options)
}

class RestartedProcess implements HashingProcess {
  readonly #options: HashingProcessOptions
  readonly #jobs = new Map<number, Job>()
  #child: ChildProcess | undefined
  #deference: Deference = 'idle'
  #idle: NodeJS.Timeout | undefined
  #asked = 0

  constructor(options: HashingProcessOptions) {
    this.#options = options
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  async hash(password: string, cost: Parameters<Argon2['hash']>[1]): Promise<string> {
    return String(await this.#ask({ type: 'hash', password, cost }))
  }

  async verify(hash: string, password: string): Promise<boolean> {
    return (await this.#ask({ type: 'verify', hash, password })) === true
  }

  close(): void {
    for (const { request } of this.#jobs.values()) this.#take(request.id)?.reject(new Error('Closed'))
    this.#end()
  }

  #end(): void {
    clearTimeout(this.#idle)
    const child = this.#child
    this.#child = undefined
    if (child?.connected === true) child.disconnect()
  }

  #ask(work: HashingWork): Promise<string | boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<string | boolean>()
    const request = { id: (this.#asked += 1), ...work }
    const job = { request, resolve, reject, limit: undefined, ends: 0 }
    this.#jobs.set(request.id, job)
    this.#send(job)
    return promise
  }

  #send(job: Job): void {
    clearTimeout(this.#idle)
    const child = (this.#child ??= this.#start())
    if (child === undefined) return this.#doHere(job)
    child.ref()
    child.channel?.ref()
    clearTimeout(job.limit)
    job.limit = setTimeout(() => this.#insist(), this.#limitMs())
    // One that has just ended: that is told as well, and then the work goes to the next.
    if (child.connected) child.send(job.request, () => {})
  }

  #limitMs(): number {
    const { starvedAfterMs = STARVED_AFTER_MS, hungAfterMs = HUNG_AFTER_MS } = this.#options
    return this.#deference === 'idle' ? starvedAfterMs : hungAfterMs
  }

  /** undefined: the machine has no room for one. */
  #start(): ChildProcess | undefined {
    const { execPath = process.execPath } = this.#options
    try {
      // Single-threaded: what V8 does on threads of its own would not give way.
      const how = { execPath, execArgv: ['--single-threaded'], env: ENVIRONMENT }
      const child = fork(PROGRAM, { ...how, stdio: ['ignore', 2, 2, 'ipc'] })
      child.on('message', (reply: HashingReply) => this.#settle(reply))
      child.once('exit', () => this.#ended(child))
      child.on('error', () => this.#notStarted(child))
      if (child.pid !== undefined) giveWay(child.pid, this.#deference)
      return child
    } catch {
      return undefined
    }
  }

  #settle(reply: HashingReply): void {
    const job = this.#take(reply.id)
    if (reply.type === 'done') job?.resolve(reply.value)
    else job?.reject(new Error(reply.reason))
    if (this.#jobs.size === 0) this.#rest()
  }

  /** The process of this program may end although that one waits, which ends a little later. */
  #rest(): void {
    this.#child?.unref()
    this.#child?.channel?.unref()
    // A process that was replaced may have answered as well: there may be a rest already.
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      this.#end()
      this.#deference = 'idle'
    }, this.#options.idleMs ?? IDLE_MS).unref()
  }

  #ended(child: ChildProcess | undefined): void {
    if (child !== this.#child) return
    this.#child = undefined
    for (const job of this.#jobs.values()) {
      job.ends += 1
      if (job.ends < MAX_ENDS) this.#send(job)
      else this.#take(job.request.id)?.reject(new Error(`${MAX_ENDS} processes ended over one password hash`))
    }
  }

  #insist(): void {
    this.#deference = 'low'
    this.#child?.kill('SIGKILL')
    this.#ended(this.#child)
  }

  #notStarted(child: ChildProcess): void {
    if (child !== this.#child || child.pid !== undefined) return
    this.#child = undefined
    for (const job of this.#jobs.values()) this.#doHere(job)
  }

  #doHere({ request }: Job): void {
    const job = this.#take(request.id)
    if (job !== undefined) void perform(request).then(job.resolve, job.reject)
  }

  #take(id: number): Job | undefined {
    const job = this.#jobs.get(id)
    clearTimeout(job?.limit)
    this.#jobs.delete(id)
    return job
  }
}
