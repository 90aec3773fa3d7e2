import { expect, vi } from 'vitest'
import { send, type JsonObject, type Reply } from '../http-client.ts'
import { TEST_SECRET } from '../keybox.ts'
import { startProgram, type Program } from '../program.ts'
import { expectEnvelope, textAt } from '../reply.ts'
import { unique } from '../seller.ts'

const PASSWORD = 'correct horse battery'
const MACHINE = 'office-pc'

/** KeyBox as a program on a SQLite file, with one seller, and a count of what was promised to them. */
export class IllStore {
  readonly #env: Readonly<Record<string, string>>
  #program: Program | undefined
  #token = ''
  #log = ''
  /** Clients that the seller was told of, and those of which nobody could tell. */
  readonly clients = { acknowledged: 0, unknown: 0 }
  /** Of a licence that is active on `MACHINE`. */
  key = ''

  constructor(database: string) {
    this.#env = {
      KEYBOX_DATABASE_URL: `sqlite:${database}`,
      KEYBOX_SECRET: TEST_SECRET,
      KEYBOX_REQUEST_DEADLINE: '2s',
      KEYBOX_VALIDATE_RATE_MAX: 'off',
      KEYBOX_AUTH_RATE_MAX: 'off',
      NODE_ENV: 'production',
    }
  }

  get pid(): number {
    return this.#program?.pid ?? 0
  }

  /** Resolves when the log says it. */
  async logged(text: string): Promise<void> {
    await vi.waitFor(() => expect(this.#log).toContain(text), { timeout: 10_000 })
  }

  /** @throws Error with what it said when it does not start */
  async start(): Promise<void> {
    this.#program = await startProgram(this.#env, undefined, {
      hear: (text) => (this.#log += text),
    })
  }

  async stop(): Promise<void> {
    await this.#program?.stop()
    this.#program = undefined
  }

  async sell(): Promise<void> {
    const account = { name: 'Ada', email: 'ada@example.com', password: PASSWORD }
    await this.call('POST', '/auth/signup', { ...account, confirm_password: PASSWORD })
    this.#token = textAt((await this.call('POST', '/auth/login', account)).body, 'token')
    const clientId = textAt((await this.addClient()).body, 'client', '_id')
    const order = { clientId, projectName: 'Shop', duration: 12, services: ['Hosting'] }
    this.key = textAt((await this.call('POST', '/projects/createProject', order)).body, 'license', 'key')
    expect((await this.call('POST', '/validate/activate', { key: this.key, machineId: MACHINE })).status).toBe(200)
    expect((await this.validate()).body).toMatchObject({ valid: true })
  }

  call(method: string, path: string, body?: JsonObject): Promise<Reply> {
    if (this.#program === undefined) throw new Error('The program does not run')
    const headers = {
      ...(this.#token === '' ? {} : { authorization: `Bearer ${this.#token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    return send(this.#program.address, { method, path, headers, ...(body && { body: JSON.stringify(body) }) })
  }

  validate(machineId: string = MACHINE): Promise<Reply> {
    return this.call('POST', '/validate', { key: this.key, machineId })
  }

  async addClient(): Promise<Reply> {
    const reply = await this.call('POST', '/clients', { name: 'Acme', email: `${unique('client')}@example.com` })
    if (reply.status === 201) this.clients.acknowledged += 1
    if (reply.body['code'] === 'OUTCOME_UNKNOWN') this.clients.unknown += 1
    return reply
  }

  /** The first refusal among so many attempts to write. */
  async refusedClient(attempts: number): Promise<Reply> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const reply = await this.addClient()
      if (reply.status !== 201) return reply
    }
    throw new Error(`${attempts} writes were taken`)
  }

  /** Readiness says why not, and nothing of where. */
  async expectNotReady(reason: string): Promise<void> {
    const reply = await this.call('GET', '/health/ready')
    expectEnvelope(reply)
    expect({ status: reply.status, ...reply.body }).toMatchObject({ status: 503, message: 'Not ready', reason })
    expect(reply.headers['retry-after']).toMatch(/^\d+$/)
    expect(reply.text).not.toContain('keybox.db')
  }

  /** It is ready without a restart, takes writes, and has everything that it acknowledged; after a restart as well. */
  async expectRecovered(): Promise<void> {
    await vi.waitFor(async () => expect((await this.call('GET', '/health/ready')).status).toBe(200), {
      timeout: 10_000,
    })
    expect((await this.addClient()).status).toBe(201)
    await this.#expectAllThere()
    await this.stop()
    await this.start()
    await this.#expectAllThere()
    expect((await this.validate()).body).toMatchObject({ valid: true })
  }

  async #expectAllThere(): Promise<void> {
    const { acknowledged, unknown } = this.clients
    const { body } = await this.call('GET', '/dashboard?limit=1')
    const there = Number(body['clientsCount'])
    expect(there).toBeGreaterThanOrEqual(acknowledged)
    expect(there).toBeLessThanOrEqual(acknowledged + unknown)
  }
}
