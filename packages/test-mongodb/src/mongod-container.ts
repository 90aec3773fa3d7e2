import { freePort } from './free-port.ts'
import { initiateReplicaSet } from './initiate-replica-set.ts'
import { mongodImage, MongodContainer, READY_WITHIN_MS } from './mongod-image.ts'
import { REPLICA_SET } from './mongod-parameters.ts'
import { describeServer } from './server-description.ts'
import type { Environment } from './source-order.ts'
import type { TestMongoDb } from './test-mongodb.ts'

/**
 * A mongod in a container: a replica set of one member, or a standalone server.
 * @throws Error when the image cannot be had or the container does not come up; nothing is left running then.
 */
export async function mongodContainer(env: Environment, kind: 'replica set' | 'standalone'): Promise<TestMongoDb> {
  const image = mongodImage(env)
  const port = await freePort()
  const flags = kind === 'standalone' ? [] : ['--replSet', REPLICA_SET]
  const container = await new MongodContainer(image, port, flags).publish([port]).start()
  const stop = async (): Promise<void> => {
    await container.stop({ remove: true, removeVolumes: true })
  }
  try {
    const uri = kind === 'standalone' ? `mongodb://127.0.0.1:${port}/` : await initiateReplicaSet([port])
    const { version } = await describeServer(uri, READY_WITHIN_MS)
    return { uri, source: 'testcontainers', describe: `MongoDB ${version}, ${kind}, in a container of ${image}`, stop }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}
