import { mongodBinary } from './mongod-binary.ts'
import { replicaSetOfProcesses, stopAndRemove } from './mongod-processes.ts'
import type { Environment } from './source-order.ts'
import { findPrimary, QUICK_ELECTIONS, type ThreeMembers } from './three-members.ts'

/** Three members as processes. @throws Error when there is no mongod, or it does not come up. */
export async function threeProcesses(env: Environment): Promise<ThreeMembers> {
  const replicaSet = await replicaSetOfProcesses(await mongodBinary(env), 3, QUICK_ELECTIONS)
  const uri = replicaSet.getUri()
  const killPrimary = async (): Promise<string> => {
    const primary = await findPrimary(uri)
    const member = replicaSet.servers.find(({ instanceInfo }) => primary.endsWith(`:${instanceInfo?.port}`))
    if (!member?.instanceInfo?.instance.mongodProcess?.kill('SIGKILL')) throw new Error(`${primary} cannot be killed`)
    return primary
  }
  return { uri, source: 'binary', killPrimary, stop: async () => await stopAndRemove(replicaSet) }
}
