import { startThreeMembers, withDatabase, type ThreeMembers } from '@keybox/test-mongodb'
import { MongoClient } from 'mongodb'
import { TEST_SECRET } from './keybox.ts'
import { startProgram, type Program } from './program.ts'

export const NODES = 3

export interface JsonReply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Three server processes on a replica set of three, with ways to trouble them. */
export class Cluster {
  readonly #members: ThreeMembers
  readonly #uri: string
  readonly #nodes: Promise<Program>[]

  private constructor(members: ThreeMembers, uri: string, nodes: Promise<Program>[]) {
    this.#members = members
    this.#uri = uri
    this.#nodes = nodes
  }

  static async start(): Promise<Cluster> {
    const members = await startThreeMembers()
    const uri = withDatabase(members.uri, 'cluster')
    const nodes: Promise<Program>[] = []
    for (let node = 0; node < NODES; node += 1) nodes.push(Promise.resolve(await startNode(uri)))
    return new Cluster(members, uri, nodes)
  }

  /** Where the node has been killed, by the one in its place. @throws TypeError when it is killed before it answers */
  async call(node: number, method: string, path: string, body?: object, token?: string): Promise<JsonReply> {
    const { host, port } = (await this.#node(node)).address
    const reply = await fetch(`http://${host}:${port}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: reply.status, body: (await reply.json()) as JsonReply['body'] }
  }

  async pause(node: number): Promise<void> {
    process.kill((await this.#node(node)).pid, 'SIGSTOP')
  }

  async resume(node: number): Promise<void> {
    process.kill((await this.#node(node)).pid, 'SIGCONT')
  }

  /** As a crash would, and another one in its place. */
  async replace(node: number): Promise<void> {
    process.kill((await this.#node(node)).pid, 'SIGKILL')
    const next = startNode(this.#uri)
    this.#nodes[node] = next
    await next
  }

  /** The store's primary stands still, until what it returns is called. */
  pausePrimary(): Promise<() => Promise<void>> {
    return this.#members.pausePrimary()
  }

  /** As an operator has it done: another member becomes the primary. */
  async stepDown(): Promise<void> {
    const client = new MongoClient(this.#uri)
    try {
      await client.db('admin').command({ replSetStepDown: 2, force: true })
    } finally {
      await client.close()
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#nodes.map(async (node) => (await node).stop()))
    await this.#members.stop()
  }

  #node(node: number): Promise<Program> {
    const program = this.#nodes[node]
    if (program === undefined) throw new RangeError(`There is no node ${node}`)
    return program
  }
}

function startNode(uri: string): Promise<Program> {
  return startProgram({
    KEYBOX_DATABASE_URL: uri,
    KEYBOX_SECRET: TEST_SECRET,
    KEYBOX_VALIDATE_RATE_MAX: 'off',
    KEYBOX_AUTH_RATE_MAX: 'off',
    KEYBOX_LOG_LEVEL: 'silent',
  })
}
