import type { Propagation } from '@keybox/domain'
import type { LicenseCache, LicenseCacheOptions } from './license-cache.ts'
import type { Lease } from './lease-metrics.ts'

/** A store that several servers share, with a way to tell each of the others' changes. */
export interface StoreCluster {
  /**
   * Makes this server one of them, until the store is closed. The source is the store's own `findByKey`: once joined it
   * reads as the lease demands. A server that remembers nothing joins as well, for others do.
   */
  join(options: Omit<LicenseCacheOptions<unknown>, 'freshness' | 'rules'>): ClusterMembership
}

export interface ClusterMembership {
  readonly cache: LicenseCache
  readonly propagation: Propagation
  readonly lease: Lease
}
