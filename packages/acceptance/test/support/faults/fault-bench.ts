import { startOwnMongoDb, withDatabase, type TestMongoDb } from '@keybox/test-mongodb'
import { MongoClient, type Db, type Document } from 'mongodb'
import { expect, vi } from 'vitest'
import { send, type Reply } from '../http-client.ts'
import { TEST_SECRET } from '../keybox.ts'
import { startProgram, type Program } from '../program.ts'
import { DEADLINE_MS, FAULT_MODES, type FaultKind, type FaultMode } from './fault-kinds.ts'
import { CommandLog, isBackground, LOG_COMMANDS, type SentCommand } from './sent-commands.ts'
import type { Step } from './step.ts'
import { walkOf, type Walk } from './walk.ts'

/** The names by which commands are told from each other, and from those of the test. */
const APPS = { 'the programs': 'keybox-under-faults', 'a start': 'keybox-starting' } as const

export interface Fault {
  readonly commands: readonly string[]
  /** undefined: whatever they are about */
  readonly collection: string | undefined
  readonly kind: FaultKind
  readonly mode: FaultMode
  /** Whose commands fail; those of the programs that run, if not given. */
  readonly of?: keyof typeof APPS
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
  readonly #sentUnasked: readonly SentCommand[]
  readonly #validate: () => Promise<Reply>

  private constructor(parts: {
    readonly server: TestMongoDb
    readonly client: MongoClient
    readonly database: Db
    readonly program: Program
    readonly withoutMemory: Program
    readonly log: CommandLog
    readonly walk: Walk
    readonly sentUnasked: readonly SentCommand[]
  }) {
    this.#server = parts.server
    this.#client = parts.client
    this.#withoutMemory = parts.withoutMemory
    this.database = parts.database
    this.program = parts.program
    this.log = parts.log
    this.steps = parts.walk.steps
    this.#validate = parts.walk.validate
    this.#sentUnasked = parts.sentUnasked
  }

  static async start(): Promise<FaultBench> {
    const server = await startOwnMongoDb()
    const url = withDatabase(server.uri, 'faults')
    const client = await MongoClient.connect(url)
    const log = new CommandLog()
    const hear = (text: string): void => log.hear(text)
    const program = await startProgram(environment(url, { KEYBOX_METRICS: 'on' }), undefined, { hear })
    const unlimited = { KEYBOX_VALIDATE_RATE_MAX: 'off', KEYBOX_AUTH_RATE_MAX: 'off', KEYBOX_CACHE_MAX: '0' }
    const withoutMemory = await startProgram(environment(url, unlimited), undefined, { hear })
    const database = client.db()
    const sentUnasked = await unasked(log)
    const walk = await walkOf(program.address, withoutMemory.address, database)
    return new FaultBench({ server, client, database, program, withoutMemory, log, walk, sentUnasked })
  }

  /** For one more server, on a database of its own. */
  urlForStart(name: string): string {
    return withAppName(withDatabase(this.#server.uri, name), 'a start')
  }

  /** What a start and a while of nothing send. */
  get sentUnasked(): readonly SentCommand[] {
    return this.#sentUnasked
  }

  /** A licence that is remembered. */
  validate(): Promise<Reply> {
    return this.#validate()
  }

  /** Resolves when all has been heard that was sent so far: each program is asked for one more command. */
  async heard(): Promise<void> {
    const before = this.log.count('ping')
    const programs = [this.program, this.#withoutMemory]
    for (const { address } of programs) await send(address, { method: 'GET', path: '/health/ready' })
    await vi.waitFor(() => expect(this.log.count('ping')).toBeGreaterThanOrEqual(before + programs.length))
  }

  async fail({ commands, collection, kind, mode, of = 'the programs' }: Fault): Promise<void> {
    const namespace = collection === undefined ? {} : { namespace: `${this.database.databaseName}.${collection}` }
    const data = { appName: APPS[of], failCommands: commands, ...namespace, ...kind.effect }
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
    KEYBOX_DATABASE_URL: withAppName(url, 'the programs'),
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

function withAppName(url: string, of: keyof typeof APPS): string {
  return `${url}${url.includes('?') ? '&' : '?'}appName=${APPS[of]}`
}

/** Once a server has become a member: it has told of a heartbeat, and heard of it. */
async function unasked(log: CommandLog): Promise<readonly SentCommand[]> {
  const sent = new Map<string, SentCommand>()
  await vi.waitFor(
    () => {
      for (const command of log.take()) sent.set(`${command.name} ${command.collection}`, command)
      expect([...sent.keys()]).toEqual(expect.arrayContaining(['update keybox_nodes', 'getMore $cmd.aggregate']))
    },
    { timeout: 20_000 },
  )
  return [...sent.values()]
}

/** Of all that is sent unasked, what a start on an empty database sends by itself. */
export function isStarting(command: SentCommand): boolean {
  return !isBackground(command) && !['hello', 'ping', 'endSessions'].includes(command.name)
}
