import { getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers'
import { freePort } from './free-port.ts'
import { initiateReplicaSet } from './initiate-replica-set.ts'
import { mongodImage, MongodContainer, READY_WITHIN_MS } from './mongod-image.ts'
import { REPLICA_SET } from './mongod-parameters.ts'
import { describeServer } from './server-description.ts'
import type { Environment } from './source-order.ts'
import { allInSync, findPrimary, QUICK_ELECTIONS, type ThreeMembers } from './three-members.ts'

/**
 * Three members in containers. They share one network, so that each reaches the others under the names by which the
 * tests reach them, 127.0.0.1:PORT. The network belongs to a fourth container, a bystander: it must outlive each of
 * them, or the ports of all would go with the first that is killed.
 * @throws Error when the image cannot be had or a container does not come up; nothing is left running then.
 */
export async function threeContainers(env: Environment): Promise<ThreeMembers> {
  const image = mongodImage(env)
  const ports = [await freePort(), await freePort(), await freePort()]
  const started: StartedTestContainer[] = []
  const stop = async (): Promise<void> => {
    for (const container of started.toReversed()) await container.stop({ remove: true, removeVolumes: true })
  }
  const bystander = new MongodContainer(image, await freePort(), []).publish(ports)
  try {
    const network = await bystander.start()
    started.push(network)
    const byAddress = new Map<string, StartedTestContainer>()
    for (const port of ports) {
      const member = new MongodContainer(image, port, ['--replSet', REPLICA_SET])
      const container = await member.withNetworkMode(`container:${network.getId()}`).start()
      started.push(container)
      byAddress.set(`127.0.0.1:${port}`, container)
    }
    const uri = await initiateReplicaSet(ports, QUICK_ELECTIONS)
    await describeServer(uri, READY_WITHIN_MS)
    await allInSync(uri)
    return {
      uri,
      source: 'testcontainers',
      killPrimary: async () => await killPrimary(uri, byAddress),
      pausePrimary: async () => await pausePrimary(uri, byAddress),
      stop,
    }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

async function killPrimary(uri: string, byAddress: ReadonlyMap<string, StartedTestContainer>): Promise<string> {
  const primary = await findPrimary(uri)
  await (await engineContainer(primary, byAddress)).kill({ signal: 'SIGKILL' })
  return primary
}

async function pausePrimary(
  uri: string,
  byAddress: ReadonlyMap<string, StartedTestContainer>,
): Promise<() => Promise<void>> {
  const container = await engineContainer(await findPrimary(uri), byAddress)
  await container.pause()
  return async () => void (await container.unpause())
}

async function engineContainer(address: string, byAddress: ReadonlyMap<string, StartedTestContainer>) {
  const container = byAddress.get(address)
  if (!container) throw new Error(`${address} is none of the three members`)
  const { container: engine } = await getContainerRuntimeClient()
  return engine.getById(container.getId())
}
