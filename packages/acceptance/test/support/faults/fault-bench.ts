import { startOwnMongoDb, withDatabase, type TestMongoDb } from '@keybox/test-mongodb'
import { MongoClient, type Db, type Document } from 'mongodb'
import { expect, vi } from 'vitest'
import { send } from '../http-client.ts'
import { TEST_SECRET } from '../keybox.ts'
import { startProgram, type Program } from '../program.ts'
import { DEADLINE_MS, FAULT_MODES, type FaultKind, type FaultMode } from './fault-kinds.ts'
import { CommandLog, LOG_COMMANDS } from './sent-commands.ts'
import { walkOf, type Step } from './walk.ts'

/** The name by which the programs' commands are told from those of the test. */
const APP = 'keybox-under-faults'

export interface Fault {
  readonly commands: readonly string[]
  /** undefined: whatever they are about */
  readonly collection: string | undefined
  readonly kind: FaultKind
  readonly mode: FaultMode
}

/** The program on a MongoDB of its own, whose commands can be made to fail. */
export class FaultBench {
  readonly program: Program
  readonly steps: readonly Step[]
  readonly database: Db
  readonly log: CommandLog
  readonly #server: TestMongoDb
  readonly #client: MongoClient
  readonly #withoutMemory: Program

  private constructor(parts: {
    readonly server: TestMongoDb
    readonly client: MongoClient
    readonly database: Db
    readonly program: Program
    readonly withoutMemory: Program
    readonly log: CommandLog
    readonly steps: readonly Step[]
  }) {
    this.#server = parts.server
    this.#client = parts.client
    this.#withoutMemory = parts.withoutMemory
    this.database = parts.database
    this.program = parts.program
    this.log = parts.log
    this.steps = parts.steps
  }

  static async start(): Promise<FaultBench> {
    const server = await startOwnMongoDb()
    const url = withDatabase(server.uri, 'faults')
    const client = await MongoClient.connect(url)
    const log = new CommandLog()
    const hear = (text: string): void => log.hear(text)
    const program = await startProgram(environment(url, { KEYBOX_METRICS: 'on' }), undefined, hear)
    const unlimited = { KEYBOX_VALIDATE_RATE_MAX: 'off', KEYBOX_AUTH_RATE_MAX: 'off', KEYBOX_CACHE_MAX: '0' }
    const withoutMemory = await startProgram(environment(url, unlimited), undefined, hear)
    const database = client.db()
    const steps = await walkOf(program.address, withoutMemory.address, database)
    return new FaultBench({ server, client, database, program, withoutMemory, log, steps })
  }

  /** For one more server on a database of its own, whose commands fail with the others'. */
  freshUrl(name: string): string {
    return withAppName(withDatabase(this.#server.uri, name))
  }

  /** Resolves when all has been heard that was sent so far: each program is asked for one more command. */
  async heard(): Promise<void> {
    const before = this.log.count('ping')
    const programs = [this.program, this.#withoutMemory]
    for (const { address } of programs) await send(address, { method: 'GET', path: '/health/ready' })
    await vi.waitFor(() => expect(this.log.count('ping')).toBeGreaterThanOrEqual(before + programs.length))
  }

  async fail({ commands, collection, kind, mode }: Fault): Promise<void> {
    const namespace = collection === undefined ? {} : { namespace: `${this.database.databaseName}.${collection}` }
    const data = { appName: APP, failCommands: commands, ...namespace, ...kind.effect }
    await this.#configure(FAULT_MODES[mode], data)
  }

  /** @returns whether the fault was met by any command */
  async repair(): Promise<boolean> {
    const { count } = await this.#configure('off')
    return Number(count) > 0
  }

  async stop(): Promise<void> {
    await this.repair()
    await Promise.all([this.program.stop(), this.#withoutMemory.stop()])
    await this.#client.close()
    await this.#server.stop()
  }

  /** https://github.com/mongodb/mongo/wiki/The-%22failCommand%22-fail-point */
  #configure(mode: Document | 'alwaysOn' | 'off', data: Document = {}): Promise<Document> {
    return this.#client.db('admin').command({ configureFailPoint: 'failCommand', mode, data })
  }
}

function environment(url: string, more: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return {
    KEYBOX_DATABASE_URL: withAppName(url),
    KEYBOX_SECRET: TEST_SECRET,
    KEYBOX_REQUEST_DEADLINE: `${DEADLINE_MS / 1000}s`,
    // Counted, so that what servers tell each other of their counts is among the commands.
    KEYBOX_VALIDATE_RATE_MAX: '1000000',
    KEYBOX_AUTH_RATE_MAX: '1000000',
    KEYBOX_LOG_LEVEL: 'silent',
    NODE_ENV: 'production',
    ...LOG_COMMANDS,
    ...more,
  }
}

function withAppName(url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}appName=${APP}`
}
