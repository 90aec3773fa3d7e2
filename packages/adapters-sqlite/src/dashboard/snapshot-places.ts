import { StoreFailure, type AccountId } from '@keybox/domain'
import type { Alarm, SetAlarm } from '../alarm.ts'
import type { SnapshotLimits } from './snapshot-limits.ts'

interface Waiting {
  readonly owner: AccountId
  readonly resolve: () => void
  readonly reject: (reason: StoreFailure) => void
  readonly alarm: Alarm
}

/**
 * Who may have a snapshot: never more at once than the limit, and of one owner never more than the owner's share, so
 * that nobody's slow readers keep everybody else's dashboards waiting.
 */
export class SnapshotPlaces {
  readonly #limits: SnapshotLimits
  readonly #setAlarm: SetAlarm
  readonly #taken = new Map<AccountId, number>()
  readonly #waiting = new Set<Waiting>()
  #takenInAll = 0
  #closed = false

  constructor(limits: SnapshotLimits, setAlarm: SetAlarm) {
    this.#limits = limits
    this.#setAlarm = setAlarm
  }

  /** Resolves with a place of the owner's. @throws StoreFailure after `waitMs`, and once closed */
  async take(owner: AccountId, waitMs: number): Promise<void> {
    if (this.#closed) throw closed()
    if (this.#hasPlaceFor(owner)) this.#count(owner, 1)
    else await this.#turn(owner, waitMs)
  }

  /** To be called once for each place taken. It goes to the one who has waited longest of those who may have it. */
  leave(owner: AccountId): void {
    this.#count(owner, -1)
    const next = this.#waiting.values().find((waiting) => this.#hasPlaceFor(waiting.owner))
    if (next === undefined) return
    this.#waiting.delete(next)
    this.#count(next.owner, 1)
    next.alarm.cancel()
    next.resolve()
  }

  close(): void {
    this.#closed = true
    for (const { reject, alarm } of this.#waiting) {
      alarm.cancel()
      reject(closed())
    }
    this.#waiting.clear()
  }

  #hasPlaceFor(owner: AccountId): boolean {
    return this.#takenInAll < this.#limits.concurrent && this.#takenBy(owner) < this.#limits.perOwner
  }

  #takenBy(owner: AccountId): number {
    return this.#taken.get(owner) ?? 0
  }

  #count(owner: AccountId, change: 1 | -1): void {
    const taken = this.#takenBy(owner) + change
    if (taken === 0) this.#taken.delete(owner)
    else this.#taken.set(owner, taken)
    this.#takenInAll += change
  }

  #turn(owner: AccountId, waitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const alarm = this.#setAlarm(waitMs, () => {
        this.#waiting.delete(waiting)
        reject(new StoreFailure('OVERLOADED', 'Too many dashboards are being read at once'))
      })
      const waiting: Waiting = { owner, resolve, reject, alarm }
      this.#waiting.add(waiting)
    })
  }
}

function closed(): StoreFailure {
  return new StoreFailure('STORE_UNAVAILABLE', 'The store is closed')
}
