import {
  createLicenseCache,
  type ClusterMembership,
  type LicenseCache,
  type ReadBasis,
  type StoreCluster,
} from '@keybox/license-cache'
import type { TimeLeft } from '@keybox/domain'
import type { Db, MongoClient, Timestamp } from 'mongodb'
import { LATEST } from '../connection/concerns.ts'
import { withinTime, type TimeLimit } from '../connection/time-limit.ts'
import { outsideUnits, type OperationOptions, type ReadAccess } from '../repositories/access.ts'
import { LeaseMember } from './lease-member.ts'

export interface MongoCluster extends StoreCluster {
  /** How licences are read outside units of work: as this server's lease demands, once it is a member. */
  readonly access: ReadAccess
  /** Before the client is closed. */
  leave(): Promise<void>
}

/** The servers on a replica set that remember licences. */
export function createMongoCluster(client: MongoClient, database: Db, timeLeft: TimeLeft): MongoCluster {
  const alone = outsideUnits(timeLeft)
  let member: LeaseMember | undefined

  async function readOn<T>(
    basis: ReadBasis<Timestamp>,
    { signal, maxTimeMS }: TimeLimit,
    operation: (options: OperationOptions) => Promise<T>,
  ): Promise<T> {
    const limit = { signal, maxTimeMS: Math.min(maxTimeMS, LATEST.maxTimeMS) }
    if (basis.type === 'latest') return operation({ ...LATEST, ...limit })
    await using session = client.startSession({ causalConsistency: true })
    session.advanceOperationTime(basis.position)
    return await operation({ session, ...limit })
  }

  return {
    access: {
      read(operation) {
        if (member === undefined) return alone.read(operation)
        const basis = member.lease.basis()
        return withinTime(timeLeft(), (limit) => readOn(basis, limit, operation))
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
