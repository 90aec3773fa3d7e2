import type { Awaitable, Clock, Instant } from '@keybox/domain'
import type { SharedMarks } from './shared-marks.ts'

/** How long a network is known by this server after the last sign-in; by the others for up to twice as long. */
const KNOWN_FOR_MS = 30 * 24 * 60 * 60 * 1000

/** How many are remembered of one account, those used last: what somebody with an account can do pushes out its own. */
const MAX_NETWORKS = 8
/** About 1 KB each, with all its networks. */
const MAX_ACCOUNTS = 10_000

interface Visit {
  readonly at: Instant
  /** The period for which other servers were told. */
  readonly toldFor: number | undefined
}

/** From which networks accounts were signed in to lately. Names of accounts are digests. */
export class KnownNetworks {
  /** By account, and then by network, each the least recently used first: a Map keeps the order of insertion. */
  readonly #visits = new Map<string, Map<string, Visit>>()
  readonly #clock: Clock
  readonly #marks: SharedMarks | undefined

  constructor(clock: Clock, marks: SharedMarks | undefined) {
    this.#clock = clock
    this.#marks = marks
  }

  /** At once where this server knows it, or is the only one. */
  knows(account: string, network: string): Awaitable<boolean> {
    const now = this.#clock.now()
    const visit = this.#visits.get(account)?.get(network)
    if (visit !== undefined && now - visit.at < KNOWN_FOR_MS) return true
    if (this.#marks === undefined) return false
    const period = periodAt(now)
    return this.#marks.anySet([markName(period, account, network), markName(period - 1, account, network)])
  }

  /** The account was signed in to from there. */
  welcome(account: string, network: string): void {
    const at = this.#clock.now()
    const toldFor = this.#visits.get(account)?.get(network)?.toldFor
    this.#remember(account, network, { at, toldFor })
    if (this.#marks !== undefined) void this.#tell(this.#marks, account, network, { at, toldFor })
  }

  /** Once in a period, in the background; what the store does not take is told at the next sign-in. */
  async #tell(marks: SharedMarks, account: string, network: string, { at, toldFor }: Visit): Promise<void> {
    const period = periodAt(at)
    if (toldFor === period) return
    const taken = await marks.set(markName(period, account, network), 2 * KNOWN_FOR_MS)
    if (taken) this.#remember(account, network, { at, toldFor: period })
  }

  #remember(account: string, network: string, visit: Visit): void {
    const networks = this.#visits.get(account) ?? new Map<string, Visit>()
    putLast(networks, network, visit, MAX_NETWORKS)
    putLast(this.#visits, account, networks, MAX_ACCOUNTS)
  }
}

function putLast<Value>(map: Map<string, Value>, key: string, value: Value, max: number): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > max && oldest !== undefined) map.delete(oldest)
}

function periodAt(now: Instant): number {
  return Math.floor(now / KNOWN_FOR_MS)
}

/** Of this period and the one before are those of the last 30 days, and some older ones. */
function markName(period: number, account: string, network: string): string {
  return `known-network ${period} ${account} ${network}`
}
