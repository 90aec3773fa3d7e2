import { MongoMemoryReplSet, MongoMemoryServer } from 'mongodb-memory-server-core'
import type { ElectionSettings } from './initiate-replica-set.ts'
import { mongodBinary, type MongodBinary } from './mongod-binary.ts'
import { MONGOD_PARAMETERS, REPLICA_SET } from './mongod-parameters.ts'
import type { Environment } from './source-order.ts'
import type { TestMongoDb } from './test-mongodb.ts'

const READY_WITHIN_MS = 60_000

/** Ends the processes and removes what they stored. */
export async function stopAndRemove(servers: MongoMemoryReplSet | MongoMemoryServer): Promise<void> {
  await servers.stop({ doCleanup: true, force: true })
}

/** Naming the exact version keeps the library from looking for another one to download. */
function binaryOptions({ path, version }: MongodBinary): { systemBinary: string; version: string } {
  return { systemBinary: path, version }
}

/**
 * Starts mongod processes as one replica set, on ports of the loopback address.
 * @throws Error when there is no mongod, or it does not come up.
 */
export async function replicaSetOfProcesses(
  binary: MongodBinary,
  count: number,
  configSettings: Partial<ElectionSettings> = {},
): Promise<MongoMemoryReplSet> {
  return await MongoMemoryReplSet.create({
    binary: binaryOptions(binary),
    instanceOpts: Array.from({ length: count }, () => ({ launchTimeout: READY_WITHIN_MS })),
    replSet: { count, name: REPLICA_SET, storageEngine: 'wiredTiger', args: [...MONGOD_PARAMETERS], configSettings },
  })
}

/**
 * A mongod process: a replica set of one member, or a standalone server.
 * @throws Error when there is no mongod, or it does not come up.
 */
export async function mongodProcess(env: Environment, kind: 'replica set' | 'standalone'): Promise<TestMongoDb> {
  const binary = await mongodBinary(env)
  const server = kind === 'replica set' ? await replicaSetOfProcesses(binary, 1) : await standaloneProcess(binary)
  return {
    uri: server.getUri(),
    source: 'binary',
    describe: `MongoDB ${binary.version}, ${kind}, from ${binary.path}`,
    stop: async () => await stopAndRemove(server),
  }
}

async function standaloneProcess(binary: MongodBinary): Promise<MongoMemoryServer> {
  return await MongoMemoryServer.create({
    binary: binaryOptions(binary),
    instance: { storageEngine: 'wiredTiger', args: [...MONGOD_PARAMETERS], launchTimeout: READY_WITHIN_MS },
  })
}
