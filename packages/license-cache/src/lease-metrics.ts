import type { Metrics, Propagation } from '@keybox/domain'
import { elapsed, type Freshness, type Moments } from './freshness.ts'

/** What a server's lease says of itself. */
export type Lease = Pick<Freshness<unknown>, 'era' | 'mayServe'>

/** Shows whether memory may answer, and how far behind the store's history it may be. */
export function showLease(metrics: Metrics, lease: Lease, now: Moments): void {
  const live = { name: 'keybox_lease_live', help: '1 while look-ups may be answered from memory, else 0.' }
  metrics.gauge(live, () => Number(lease.mayServe()))
  const lag = {
    name: 'keybox_lease_lag_seconds',
    help: 'How long ago the newest own heartbeat was sent that came back through the change stream; left out while none has.',
  }
  metrics.gauge(lag, () => {
    const { asOf } = lease.era
    return asOf === undefined ? undefined : elapsed(asOf, now()) / 1000
  })
}

/** Seconds: in one data centre, between two, and up to the length of the lease, which ends every wait. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5]

/** Tells how long revocations wait for the other servers. */
export function measuredPropagation(propagation: Propagation, metrics: Metrics, now: Moments): Propagation {
  if (!metrics.recorded) return propagation
  const name = 'keybox_revocation_wait_seconds'
  const help = 'How long revocations waited, after their commit, until no server remembers the licence as good.'
  const waits = metrics.histogram({ name, help }, BOUNDS)
  return {
    async reached(license) {
      const began = now()
      await propagation.reached(license)
      waits.observe((now().monotonic - began.monotonic) / 1000)
    },
  }
}
