import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { send, type Address } from './http-client.ts'

export interface HonestWork {
  readonly key: string
  readonly machineId: string
  readonly email: string
  readonly password: string
}

export interface HonestReport {
  readonly sent: number
  /** Answered as it should be. */
  readonly served: number
  /** 503 with a `Retry-After`. */
  readonly shed: number
  /** Everything else. */
  readonly failures: readonly string[]
  /** In milliseconds, of those that were served. */
  readonly p99: number
}

const VALIDATE_EVERY_MS = 50
const LOG_IN_EVERY_MS = 1000

/** Customers' programs and a developer at a modest, steady rate, over connections that they keep, beside whatever else goes on. */
export class HonestClients {
  readonly #address: Address
  readonly #work: HonestWork
  readonly #agent = new Agent({ keepAlive: true })
  readonly #over = new AbortController()
  readonly #running: readonly Promise<void>[]
  readonly validations = new Tally()
  readonly logIns = new Tally()

  constructor(address: Address, work: HonestWork) {
    this.#address = address
    this.#work = work
    this.#running = [
      this.#repeatedly(VALIDATE_EVERY_MS, () => this.#validate()),
      this.#repeatedly(LOG_IN_EVERY_MS, () => this.#logIn()),
    ]
  }

  async stop(): Promise<void> {
    this.#over.abort()
    await Promise.all(this.#running)
    this.#agent.destroy()
  }

  async #repeatedly(pauseMs: number, work: () => Promise<void>): Promise<void> {
    while (!this.#over.signal.aborted) {
      await work()
      await pause(pauseMs)
    }
  }

  #validate(): Promise<void> {
    const { key, machineId } = this.#work
    return this.#ask(this.validations, '/validate', { key, machineId }, ({ status }) => status === 'active')
  }

  #logIn(): Promise<void> {
    const { email, password } = this.#work
    return this.#ask(this.logIns, '/auth/login', { email, password }, ({ token }) => typeof token === 'string')
  }

  async #ask(
    tally: Tally,
    path: string,
    body: object,
    isRight: (reply: Readonly<Record<string, unknown>>) => boolean,
  ): Promise<void> {
    const began = performance.now()
    const headers = { 'content-type': 'application/json' }
    const call = { method: 'POST', path, headers, body: JSON.stringify(body), agent: this.#agent }
    try {
      const reply = await send(this.#address, call)
      if (reply.status === 200 && isRight(reply.body)) tally.served.push(performance.now() - began)
      else if (reply.status === 503 && reply.headers['retry-after'] !== undefined) tally.shed += 1
      else tally.failures.push(`${path}: ${reply.status} ${reply.text}`)
    } catch (error) {
      tally.failures.push(`${path}: ${String(error)}`)
    }
  }
}

class Tally {
  readonly served: number[] = []
  shed = 0
  readonly failures: string[] = []

  get report(): HonestReport {
    const { served, shed, failures } = this
    const sorted = served.toSorted((a, b) => a - b)
    const p99 = sorted[Math.floor((sorted.length - 1) * 0.99)] ?? Number.NaN
    return { sent: served.length + shed + failures.length, served: served.length, shed, failures, p99 }
  }
}
