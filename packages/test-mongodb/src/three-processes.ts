import { mongodBinary } from './mongod-binary.ts'
import { replicaSetOfProcesses, stopAndRemove } from './mongod-processes.ts'
import type { Environment } from './source-order.ts'
import { allInSync, findPrimary, QUICK_ELECTIONS, type ThreeMembers } from './three-members.ts'

/** Three members as processes. @throws Error when there is no mongod, or it does not come up. */
export async function threeProcesses(env: Environment): Promise<ThreeMembers> {
  const replicaSet = await replicaSetOfProcesses(await mongodBinary(env), 3, QUICK_ELECTIONS)
  const uri = replicaSet.getUri()
  try {
    await allInSync(uri)
  } catch (thrown) {
    await stopAndRemove(replicaSet)
    throw thrown
  }
  /** Sends the present primary a signal. @returns its `host:port`, and a way to send another */
  async function signalPrimary(signal: NodeJS.Signals) {
    const primary = await findPrimary(uri)
    const member = replicaSet.servers.find(({ instanceInfo }) => primary.endsWith(`:${instanceInfo?.port}`))
    const mongod = member?.instanceInfo?.instance.mongodProcess
    if (!mongod?.kill(signal)) throw new Error(`${primary} cannot be sent a ${signal}`)
    return { primary, mongod }
  }
  return {
    uri,
    source: 'binary',
    killPrimary: async () => (await signalPrimary('SIGKILL')).primary,
    pausePrimary: async () => {
      const { mongod } = await signalPrimary('SIGSTOP')
      return async () => void mongod.kill('SIGCONT')
    },
    stop: async () => await stopAndRemove(replicaSet),
  }
}
