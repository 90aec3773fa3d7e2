import type { AccountId } from '@keybox/domain'
import type { LoadBounds } from '../../../load/bounds.ts'

/** Dashboards that are being read: so many, and of these so many of one owner, so that nobody's slow readers take all. */
export class DashboardPlaces {
  readonly #bounds: Pick<LoadBounds, 'dashboards' | 'dashboardsOfOwner'>
  readonly #taken = new Map<AccountId, number>()
  #takenInAll = 0

  constructor(bounds: Pick<LoadBounds, 'dashboards' | 'dashboardsOfOwner'>) {
    this.#bounds = bounds
  }

  /** False where there is none: then there is nothing to leave. */
  enter(owner: AccountId): boolean {
    const { dashboards, dashboardsOfOwner } = this.#bounds
    if (this.#takenInAll >= dashboards || this.#takenBy(owner) >= dashboardsOfOwner) return false
    this.#taken.set(owner, this.#takenBy(owner) + 1)
    this.#takenInAll += 1
    return true
  }

  /** To be called once for each place that was given. */
  leave(owner: AccountId): void {
    const left = this.#takenBy(owner) - 1
    if (left === 0) this.#taken.delete(owner)
    else this.#taken.set(owner, left)
    this.#takenInAll -= 1
  }

  #takenBy(owner: AccountId): number {
    return this.#taken.get(owner) ?? 0
  }
}
