import { startThreeMembers, withDatabase, type ThreeMembers } from '@keybox/test-mongodb'
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
  readonly #nodes: Program[]

  private constructor(members: ThreeMembers, uri: string, nodes: Program[]) {
    this.#members = members
    this.#uri = uri
    this.#nodes = nodes
  }

  static async start(): Promise<Cluster> {
    const members = await startThreeMembers()
    const uri = withDatabase(members.uri, 'cluster')
    const nodes: Program[] = []
    for (let node = 0; node < NODES; node += 1) nodes.push(await startNode(uri))
    return new Cluster(members, uri, nodes)
  }

  get databaseUri(): string {
    return this.#uri
  }

  /** @throws TypeError when the node does not answer, having been killed */
  async call(node: number, method: string, path: string, body?: object, token?: string): Promise<JsonReply> {
    const { host, port } = this.#node(node).address
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

  pause(node: number): void {
    process.kill(this.#node(node).pid, 'SIGSTOP')
  }

  resume(node: number): void {
    process.kill(this.#node(node).pid, 'SIGCONT')
  }

  /** As a crash would, and another one in its place. */
  async replace(node: number): Promise<void> {
    process.kill(this.#node(node).pid, 'SIGKILL')
    this.#nodes[node] = await startNode(this.#uri)
  }

  async stop(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.stop()))
    await this.#members.stop()
  }

  #node(node: number): Program {
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
