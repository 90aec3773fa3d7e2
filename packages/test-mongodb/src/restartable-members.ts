import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './free-port.ts'
import { initiateReplicaSet } from './initiate-replica-set.ts'
import { mongodBinary } from './mongod-binary.ts'
import { MONGOD_PARAMETERS, REPLICA_SET } from './mongod-parameters.ts'
import { describeServer } from './server-description.ts'
import type { Environment } from './source-order.ts'
import { allInSync, findPrimary, QUICK_ELECTIONS } from './three-members.ts'

/** A replica set of three processes that can be killed, and come back with what they had on disk. */
export interface RestartableMembers {
  readonly uri: string
  /** `host:port` of each, under which the others and every client know it. */
  readonly addresses: readonly string[]
  readonly describe: string
  /** The address of the member that takes writes; waits for an election that is under way. */
  primary(): Promise<string>
  /** SIGKILL. Resolves when it is gone. */
  kill(address: string): Promise<void>
  /** Starts the member that was killed on its own files. Resolves when it takes connections. */
  restart(address: string): Promise<void>
  /** Resolves when all three hold what was written so far. */
  inSync(): Promise<void>
  stop(): Promise<void>
}

export interface RestartableOptions {
  /**
   * The port of 127.0.0.1 under which a member is known that listens on `port` itself: another one when something
   * stands before it.
   */
  readonly announce?: (port: number) => Promise<number>
  /** Further `--setParameter` of every member, such as `transactionLifetimeLimitSeconds=2`. */
  readonly parameters?: readonly string[]
  readonly env?: Environment
}

const READY_WITHIN_MS = 60_000
const MEMBERS = 3

/** @throws Error when there is no mongod on this machine, or it does not come up; nothing is left running then */
export async function startRestartableMembers(options: RestartableOptions = {}): Promise<RestartableMembers> {
  const { announce = (port) => Promise.resolve(port), parameters = [], env = process.env } = options
  const { path, version } = await mongodBinary(env)
  const folder = await mkdtemp(join(tmpdir(), 'keybox-members-'))
  const byAddress = new Map<string, Member>()
  const stop = async (): Promise<void> => {
    await Promise.all([...byAddress.values()].map((member) => member.kill()))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const ports: number[] = []
    while (ports.length < MEMBERS) {
      const port = await freePort()
      const member = new Member(path, join(folder, `member-${ports.length}`), port, parameters)
      const announced = await announce(port)
      byAddress.set(`127.0.0.1:${announced}`, member)
      await member.start()
      ports.push(announced)
    }
    const uri = await initiateReplicaSet(ports, QUICK_ELECTIONS)
    await describeServer(uri, READY_WITHIN_MS)
    await allInSync(uri)
    return {
      uri,
      addresses: [...byAddress.keys()],
      describe: `MongoDB ${version}, three processes`,
      primary: () => findPrimary(uri),
      kill: (address) => memberAt(byAddress, address).kill(),
      restart: (address) => memberAt(byAddress, address).start(),
      inSync: () => allInSync(uri),
      stop,
    }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

function memberAt(byAddress: ReadonlyMap<string, Member>, address: string): Member {
  const member = byAddress.get(address)
  if (member === undefined) throw new Error(`${address} is none of the three members`)
  return member
}

/** One mongod with its files. */
class Member {
  readonly #command: readonly [string, readonly string[]]
  readonly #dataPath: string
  #child: ChildProcess | undefined

  constructor(path: string, dataPath: string, port: number, parameters: readonly string[]) {
    const place = ['--dbpath', dataPath, '--port', String(port), '--bind_ip', '127.0.0.1', '--oplogSize', '256']
    const further = parameters.flatMap((parameter) => ['--setParameter', parameter])
    this.#command = [path, [...place, '--replSet', REPLICA_SET, ...MONGOD_PARAMETERS, ...further]]
    this.#dataPath = dataPath
  }

  /** @throws Error when it ends instead of taking connections */
  async start(): Promise<void> {
    await mkdir(this.#dataPath, { recursive: true })
    const child = spawn(...this.#command, { stdio: ['ignore', 'pipe', 'ignore'] })
    this.#child = child
    // Reads on for as long as it runs: a log that nobody reads would fill the pipe, and stop the server.
    const log = createInterface({ input: child.stdout })
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
    log.on('line', (line) => {
      if (line.includes('"Waiting for connections"')) resolve()
    })
    log.once('close', () => reject(new Error('A mongod ended before it took connections')))
    await ready
  }

  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
}
