import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { send, type Address, type JsonObject, type Reply } from './http-client.ts'
import { textAt } from './reply.ts'

export const MACHINE = 'office-pc'
const PASSWORD = 'correct horse battery'
const SELLER: { readonly email: string; readonly password: string } = { email: 'ada@example.com', password: PASSWORD }

/** Requests that all have an expected reply, whatever happens to single servers. */
export class HonestLoad {
  readonly failures: string[] = []
  readonly served: Record<string, number> = {}
  /** The keys of the licences that are activated. */
  readonly sold: string[] = []
  readonly #address: Address
  readonly #agent = new Agent({ keepAlive: true })
  readonly #over = new AbortController()
  readonly #isKnown: boolean
  #token = ''
  #clientId = ''
  #running: readonly Promise<void>[] = []

  /** @param isKnown whether an earlier one opened the account */
  constructor(address: Address, { isKnown = false } = {}) {
    this.#address = address
    this.#isKnown = isKnown
  }

  async start(): Promise<void> {
    const account = { name: 'Ada', ...SELLER, confirm_password: PASSWORD }
    if (!this.#isKnown) await this.#ask('signup', 'POST', '/auth/signup', account, 201)
    await this.#logIn()
    const client = { name: 'Acme', email: this.#isKnown ? 'more@acme.example' : 'it@acme.example' }
    this.#clientId = textAt((await this.#ask('client', 'POST', '/clients', client, 201)).body, 'client', '_id')
    const hot = await this.#sell()
    this.#running = [
      this.#repeatedly(10, () => this.#validate(hot)),
      this.#repeatedly(10, () => this.#validate(hot)),
      this.#repeatedly(100, async () => this.#validate(await this.#sell())),
      this.#repeatedly(2000, () => this.#logIn()),
    ]
  }

  get total(): number {
    return Object.values(this.served).reduce((sum, count) => sum + count, 0)
  }

  /** What was served so far, in a line. */
  report(): string {
    return `${this.total} requests served, ${this.failures.length} failed, ${JSON.stringify(this.served)}`
  }

  /** Of the client that everything is sold to. */
  get clientId(): string {
    return this.#clientId
  }

  /** The newest. */
  get token(): string {
    return this.#token
  }

  async stop(): Promise<void> {
    this.#over.abort()
    await Promise.all(this.#running)
    this.#agent.destroy()
  }

  async #repeatedly(pauseMs: number, work: () => Promise<unknown>): Promise<void> {
    while (!this.#over.signal.aborted) {
      await work().catch((error: unknown) => this.failures.push(String(error)))
      await pause(pauseMs)
    }
  }

  async #logIn(): Promise<void> {
    const { body } = await this.#ask('login', 'POST', '/auth/login', SELLER, 200)
    this.#token = textAt(body, 'token')
  }

  /** @returns the key of a licence that is activated */
  async #sell(): Promise<string> {
    const order = { clientId: this.#clientId, projectName: 'Shop', duration: 12, services: ['Hosting'] }
    const { body } = await this.#ask('createProject', 'POST', '/projects/createProject', order, 201)
    const key = textAt(body, 'license', 'key')
    await this.#ask('activate', 'POST', '/validate/activate', { key, machineId: MACHINE }, 200)
    this.sold.push(key)
    return key
  }

  async #validate(key: string): Promise<void> {
    const { body } = await this.#ask('validate', 'POST', '/validate', { key, machineId: MACHINE }, 200)
    if (body['status'] !== 'active') this.failures.push(`a verdict: ${JSON.stringify(body)}`)
  }

  async #ask(name: string, method: string, path: string, body: JsonObject, expected: number): Promise<Reply> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.#token}` }
    const call = { method, path, headers, body: JSON.stringify(body), agent: this.#agent }
    const reply = await send(this.#address, call)
    if (reply.status === expected) this.served[name] = (this.served[name] ?? 0) + 1
    else throw new Error(`${name}: ${reply.status} ${reply.text}`)
    return reply
  }
}
