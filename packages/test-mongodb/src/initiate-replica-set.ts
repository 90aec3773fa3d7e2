import { MongoClient } from 'mongodb'
import { REPLICA_SET } from './mongod-parameters.ts'

/** How soon a lost primary is noticed and replaced, in milliseconds. */
export interface ElectionSettings {
  readonly electionTimeoutMillis: number
  readonly heartbeatIntervalMillis: number
}

/**
 * Makes one replica set of the servers at these ports of 127.0.0.1, and returns its connection string. A primary is
 * elected soon after; the driver waits for it.
 * @see https://www.mongodb.com/docs/manual/reference/command/replSetInitiate/
 */
export async function initiateReplicaSet(ports: readonly number[], settings?: ElectionSettings): Promise<string> {
  const hosts = ports.map((port) => `127.0.0.1:${port}`)
  const client = new MongoClient(`mongodb://${hosts[0]}/?directConnection=true`)
  try {
    const members = hosts.map((host, _id) => ({ _id, host }))
    await client.db('admin').command({ replSetInitiate: { _id: REPLICA_SET, members, settings: { ...settings } } })
  } finally {
    await client.close()
  }
  return `mongodb://${hosts.join(',')}/?replicaSet=${REPLICA_SET}`
}
