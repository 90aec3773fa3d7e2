import type { Instant } from '@keybox/domain'
import type { OrderedMap } from './ordered-map.ts'
import { compareText } from './text-order.ts'

/** When a thing was made, among the things of one parent: of an owner, a client or a project. */
export interface Creation {
  readonly parent: string
  readonly at: Instant
  readonly id: string
}

/** By parent, then time, then id. */
export function compareCreations(one: Creation, other: Creation): number {
  return compareText(one.parent, other.parent) || one.at - other.at || compareText(one.id, other.id)
}

/** What a parent has, in order of creation; with `after`, what comes behind that place. */
export function* childrenOf<Child>(
  children: OrderedMap<Creation, Child>,
  parent: string,
  after?: Omit<Creation, 'parent'>,
): Generator<Child> {
  // No time is before -Infinity, so no child of this parent is before this; no id is between one and itself with a zero.
  const first =
    after === undefined ? { parent, at: -Infinity as Instant, id: '' } : { parent, at: after.at, id: `${after.id}\0` }
  for (const [creation, child] of children.from(first)) {
    if (creation.parent !== parent) return
    yield child
  }
}
