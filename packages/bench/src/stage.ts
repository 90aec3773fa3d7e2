import { join } from 'node:path'
import { startMongoDb, startThreeMembers, type TestMongoDb, type ThreeMembers } from '@keybox/test-mongodb'
import type { BareRoute } from './bare/bare-route.ts'
import { compare, type Comparison } from './comparison.ts'
import { interleave, type Rhythm } from './interleave.ts'
import { writeRequests, type Requests } from './load/request-file.ts'
import { seedSqlite, type SqliteSeed } from './seed/sqlite.ts'
import { startBare } from './servers/bare-server.ts'
import type { ChildServer } from './servers/child-server.ts'
import { startKeyBox } from './servers/keybox-server.ts'

export interface MeasuredServer {
  readonly name: string
  readonly server: ChildServer
  readonly requests: Requests
}

export interface Measured extends Comparison {
  readonly residentMiB: number
}

/** Where a scenario plays: a folder, MongoDB when asked for, servers that end with it. */
export class Stage {
  readonly folder: string
  readonly quick: boolean
  #mongo: Promise<TestMongoDb> | undefined
  readonly #servers: ChildServer[] = []
  readonly #replicaSets: ThreeMembers[] = []
  readonly #seeds = new Map<number, Promise<SqliteSeed>>()
  #requestFiles = 0

  constructor(folder: string, quick: boolean) {
    this.folder = folder
    this.quick = quick
  }

  /** One for the whole run, started by whoever asks first. */
  async mongo(): Promise<TestMongoDb> {
    return (this.#mongo ??= startMongoDb())
  }

  /** undefined: nobody asked for it. */
  async mongoDescription(): Promise<string | undefined> {
    // Without where it is on this machine: results are committed.
    return (await this.#mongo)?.describe.replace(/, from .*/, '')
  }

  /** A replica set of three that ends with the scenario. */
  async threeMembers(): Promise<ThreeMembers> {
    const members = await startThreeMembers()
    this.#replicaSets.push(members)
    return members
  }

  /** A SQLite store of so many active licences, for whoever only reads it: a million take long to write. */
  seeded(active: number): Promise<SqliteSeed> {
    const seed = this.#seeds.get(active) ?? seedSqlite(this.folder, { active })
    this.#seeds.set(active, seed)
    return seed
  }

  async keyBox(
    databaseUrl: string,
    settings?: Readonly<Record<string, string>>,
    checkout?: string,
  ): Promise<ChildServer> {
    return this.#keep(await startKeyBox(databaseUrl, settings, checkout))
  }

  async bare(route: BareRoute): Promise<ChildServer> {
    return this.#keep(await startBare(route))
  }

  /** Servers in turns; the first is the one that the others are compared with. */
  async compare(contenders: readonly MeasuredServer[], rhythm: Rhythm): Promise<readonly Measured[]> {
    const files = await Promise.all(contenders.map(({ requests }) => this.requestFile(requests)))
    const turns = contenders.map(({ name, server }, index) => ({
      name,
      server,
      requestFile: files[index] ?? '',
    }))
    const slices = await interleave(turns, rhythm)
    const resident = await Promise.all(contenders.map(({ server }) => server.residentMiB()))
    return compare(slices, contenders[0]?.name ?? '').map((comparison, index) =>
      Object.assign(comparison, { residentMiB: resident[index] ?? Number.NaN }),
    )
  }

  async requestFile(requests: Requests): Promise<string> {
    this.#requestFiles += 1
    const file = join(this.folder, `requests-${this.#requestFiles}.txt`)
    await writeRequests(file, requests)
    return file
  }

  async stopServers(): Promise<void> {
    await Promise.all(this.#servers.splice(0).map((server) => server.stop()))
    await Promise.all(this.#replicaSets.splice(0).map((members) => members.stop()))
  }

  async end(): Promise<void> {
    await this.stopServers()
    await (await this.#mongo)?.stop()
  }

  #keep(server: ChildServer): ChildServer {
    this.#servers.push(server)
    return server
  }
}
