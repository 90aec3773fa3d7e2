import { Agent } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { freshDatabase } from '../support/fresh-database.ts'
import { send, type Address, type JsonObject, type Reply } from '../support/http-client.ts'
import { TEST_SECRET } from '../support/keybox.ts'
import { LoadBalancer } from '../support/load-balancer.ts'
import { START_COMMAND, startProgram, type Program } from '../support/program.ts'
import { textAt } from '../support/reply.ts'

/** Few by default: `KEYBOX_ROLLING_RESTARTS=100 npm test -- rolling-restarts` is the long run. */
const RESTARTS = Number(process.env['KEYBOX_ROLLING_RESTARTS'] ?? 4)
/** How often the proxy asks whether a server is ready. A server that leaves goes on for far longer. */
const POLL_MS = 100
const DRAIN = '2s'
/** A start is in nobody's way here, however long it takes. */
const START_MS = 120_000
const MACHINE = 'office-pc'
const PASSWORD = 'correct horse battery'
const SELLER = { email: 'ada@example.com', password: PASSWORD }

/** Requests that all have an expected reply, whatever happens to single servers. */
class HonestLoad {
  readonly failures: string[] = []
  readonly served: Record<string, number> = {}
  readonly #address: Address
  readonly #agent = new Agent({ keepAlive: true })
  readonly #over = new AbortController()
  #token = ''
  #clientId = ''
  #running: readonly Promise<void>[] = []

  constructor(address: Address) {
    this.#address = address
  }

  async start(): Promise<void> {
    await this.#ask('signup', 'POST', '/auth/signup', { name: 'Ada', ...SELLER, confirm_password: PASSWORD }, 201)
    await this.#logIn()
    const client = { name: 'Acme', email: 'it@acme.example' }
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

  report(restarts: number): string {
    return `${restarts} restarts: ${this.total} requests served, ${this.failures.length} failed, ${JSON.stringify(this.served)}`
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

function startNode(url: string, port: number): Promise<Program> {
  const environment = {
    PORT: String(port),
    KEYBOX_DATABASE_URL: url,
    KEYBOX_SECRET: TEST_SECRET,
    KEYBOX_VALIDATE_RATE_MAX: 'off',
    KEYBOX_AUTH_RATE_MAX: 'off',
    KEYBOX_LOG_LEVEL: 'silent',
    KEYBOX_DRAIN: DRAIN,
  }
  return startProgram(environment, START_COMMAND, { startMs: START_MS })
}

test(
  `${RESTARTS} restarts in turns of two servers behind a proxy that never retries fail no request`,
  { timeout: 60_000 + RESTARTS * 30_000 },
  async () => {
    const database = await freshDatabase('mongo')
    const nodes = await Promise.all([startNode(database.url, 0), startNode(database.url, 0)])
    const proxy = await LoadBalancer.start(
      nodes.map(({ address }) => address),
      POLL_MS,
    )
    const load = new HonestLoad(proxy.address)
    try {
      await Promise.all(nodes.map((_, index) => proxy.takesIn(index)))
      await load.start()
      for (let restart = 0; restart < RESTARTS && load.failures.length === 0; restart += 1) {
        const index = restart % nodes.length
        const leaving = nodes[index]
        if (leaving === undefined) throw new RangeError(`There is no node ${index}`)
        expect(await leaving.stop()).toBe(0)
        nodes[index] = await startNode(database.url, leaving.address.port)
        await proxy.takesIn(index)
        if ((restart + 1) % 10 === 0) console.log(load.report(restart + 1))
      }
      await load.stop()
      console.log(load.report(RESTARTS))
      expect(load.failures).toStrictEqual([])
      expect(load.total).toBeGreaterThan(RESTARTS * 10)
    } finally {
      await load.stop()
      await proxy.stop()
      await Promise.all(nodes.map((node) => node.stop()))
      await database.drop()
    }
  },
)
