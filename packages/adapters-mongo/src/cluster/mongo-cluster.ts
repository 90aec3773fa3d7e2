import {
  createLicenseCache,
  type ClusterMembership,
  type LicenseCache,
  type ReadBasis,
  type StoreCluster,
} from '@keybox/license-cache'
import type { Db, MongoClient, Timestamp } from 'mongodb'
import { LATEST } from '../connection/concerns.ts'
import { toStoreFailure } from '../connection/driver-failure.ts'
import { outsideUnits, type OperationOptions, type ReadAccess } from '../repositories/access.ts'
import { LeaseMember } from './lease-member.ts'

export interface MongoCluster extends StoreCluster {
  /** How licences are read outside units of work: as this server's lease demands, once it is a member. */
  readonly access: ReadAccess
  /** Before the client is closed. */
  leave(): Promise<void>
}

/** The servers on a replica set that remember licences. */
export function createMongoCluster(client: MongoClient, database: Db): MongoCluster {
  let member: LeaseMember | undefined

  async function readOn<T>(
    basis: ReadBasis<Timestamp>,
    operation: (options: OperationOptions) => Promise<T>,
  ): Promise<T> {
    if (basis.type === 'latest') return operation(LATEST)
    await using session = client.startSession({ causalConsistency: true })
    session.advanceOperationTime(basis.position)
    return await operation({ session, maxTimeMS: LATEST.maxTimeMS })
  }

  return {
    access: {
      async read(operation) {
        if (member === undefined) return outsideUnits.read(operation)
        try {
          return await readOn(member.lease.basis(), operation)
        } catch (error) {
          throw toStoreFailure(error)
        }
      },
    },
    join(options): ClusterMembership {
      if (member !== undefined) throw new Error('This server is a member already')
      const joined = new LeaseMember({
        client,
        database,
        now: options.now,
        changed: (license, revision) => cache.changed(license, revision),
      })
      const cache: LicenseCache = createLicenseCache<Timestamp>({ ...options, freshness: joined.lease })
      member = joined
      return { cache, propagation: { reached: () => joined.reached() }, lease: joined.lease }
    },
    leave: async () => member?.leave(),
  }
}
