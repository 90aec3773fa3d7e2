import { MongoClient } from 'mongodb'

/** What a server says of itself. */
export interface ServerDescription {
  readonly version: string
  /** The replica set it is a member of; `undefined` for a standalone server. */
  readonly replicaSet: string | undefined
  /** Whether it is the router of a sharded cluster. */
  readonly isRouter: boolean
}

/**
 * Asks the server, once a member that takes writes has been found.
 * @param withinMs How long to look for one, in milliseconds.
 * @throws MongoServerSelectionError when there is none within that time.
 * @see https://www.mongodb.com/docs/manual/reference/command/hello/
 */
export async function describeServer(uri: string, withinMs: number): Promise<ServerDescription> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: withinMs, connectTimeoutMS: withinMs })
  try {
    const admin = client.db('admin')
    const hello = await admin.command({ hello: 1 })
    const { version } = await admin.command({ buildInfo: 1 })
    const replicaSet: unknown = hello['setName']
    return {
      version: String(version),
      replicaSet: typeof replicaSet === 'string' ? replicaSet : undefined,
      isRouter: hello['msg'] === 'isdbgrid',
    }
  } finally {
    await client.close()
  }
}
