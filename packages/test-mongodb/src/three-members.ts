import { MongoClient } from 'mongodb'
import { mongodBinary } from './mongod-binary.ts'
import type { Environment } from './source-order.ts'

/** A replica set of three mongod processes, for tests that take members away. */
export interface ThreeMembers {
  readonly uri: string
  /** Ends the present primary as a crash would (SIGKILL), for good, and returns its `host:port`. */
  killPrimary(): Promise<string>
  stop(): Promise<void>
}

/**
 * Always started from the mongod program: killing a member is the point, and a container adds nothing to that.
 * Elections are quick, so that a test waits about a second for the next primary, not ten.
 * @throws Error when there is no mongod, or it does not come up.
 */
export async function startThreeMembers(env: Environment = process.env): Promise<ThreeMembers> {
  const { replicaSetOfProcesses, stopAndRemove } = await import('./mongod-processes.ts')
  const elections = { electionTimeoutMillis: 1_000, heartbeatIntervalMillis: 200 }
  const replicaSet = await replicaSetOfProcesses(await mongodBinary(env), 3, elections)
  const uri = replicaSet.getUri()
  const killPrimary = async (): Promise<string> => {
    const primary = await findPrimary(uri)
    const member = replicaSet.servers.find(({ instanceInfo }) => primary.endsWith(`:${instanceInfo?.port}`))
    if (!member?.instanceInfo?.instance.mongodProcess?.kill('SIGKILL')) throw new Error(`${primary} cannot be killed`)
    return primary
  }
  return { uri, killPrimary, stop: async () => await stopAndRemove(replicaSet) }
}

/** `host:port` of the member that takes writes; waits for an election that is under way. */
async function findPrimary(uri: string): Promise<string> {
  const client = new MongoClient(uri)
  try {
    const hello = await client.db('admin').command({ hello: 1 })
    return String(hello['primary'])
  } finally {
    await client.close()
  }
}
