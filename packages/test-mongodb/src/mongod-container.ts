import { MongoClient } from 'mongodb'
import { GenericContainer, Wait, type StartedTestContainer } from 'testcontainers'
import { freePort } from './free-port.ts'
import { MONGOD_PARAMETERS, REPLICA_SET } from './mongod-parameters.ts'
import { describeServer } from './server-description.ts'
import type { Environment } from './source-order.ts'
import type { TestMongoDb } from './test-mongodb.ts'

/** The current major version of the official image, when `KEYBOX_TEST_MONGO_IMAGE` names no other. */
const OFFICIAL_IMAGE = 'mongo:8'
const READY_WITHIN_MS = 60_000

/**
 * The same port inside and outside, so that the member's own name, 127.0.0.1:PORT, is right for the tests as well and
 * `replicaSet=` works in the URI. Published on the loopback address only: this server has no password.
 */
class MongodContainer extends GenericContainer {
  readonly #port: number

  constructor(image: string, port: number) {
    super(image)
    this.#port = port
    this.withExposedPorts({ container: port, host: port })
  }

  protected override beforeContainerCreated(): Promise<void> {
    this.hostConfig.PortBindings = { [`${this.#port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(this.#port) }] }
    return Promise.resolve()
  }
}

/**
 * Every argument is a flag: the official image's entry point then puts `mongod` before them, and an image whose entry
 * point is mongod itself takes them as they are.
 */
async function startContainer(image: string, port: number, flags: readonly string[]): Promise<StartedTestContainer> {
  return await new MongodContainer(image, port)
    .withCommand(['--bind_ip_all', '--port', String(port), ...MONGOD_PARAMETERS, ...flags])
    .withTmpFs({ '/data/db': 'rw' })
    .withWaitStrategy(Wait.forLogMessage('Waiting for connections'))
    .withStartupTimeout(READY_WITHIN_MS)
    .start()
}

/** Makes the one member a replica set. */
async function initiate(port: number): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`)
  try {
    const config = { _id: REPLICA_SET, members: [{ _id: 0, host: `127.0.0.1:${port}` }] }
    await client.db('admin').command({ replSetInitiate: config })
  } finally {
    await client.close()
  }
}

/**
 * A mongod in a container: a replica set of one member, or a standalone server.
 * @throws Error when the image cannot be had or the container does not come up; nothing is left running then.
 */
export async function mongodContainer(env: Environment, kind: 'replica set' | 'standalone'): Promise<TestMongoDb> {
  const image = env['KEYBOX_TEST_MONGO_IMAGE'] || OFFICIAL_IMAGE
  const port = await freePort()
  const container = await startContainer(image, port, kind === 'standalone' ? [] : ['--replSet', REPLICA_SET])
  const stop = async (): Promise<void> => {
    await container.stop({ remove: true, removeVolumes: true })
  }
  try {
    if (kind === 'replica set') await initiate(port)
    const uri = `mongodb://127.0.0.1:${port}/${kind === 'standalone' ? '' : `?replicaSet=${REPLICA_SET}`}`
    const { version } = await describeServer(uri, READY_WITHIN_MS)
    return { uri, source: 'testcontainers', describe: `MongoDB ${version}, ${kind}, in a container of ${image}`, stop }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}
