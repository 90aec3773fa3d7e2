import type { AccountId, EntityId, EntityKind, TimeLeft } from '@keybox/domain'
import { gatherFinds } from './gathered-finds.ts'

interface Owned<Id> {
  readonly id: Id
  readonly owner: AccountId
}

/** How what belongs to an account is found. */
export interface OwnedFinds<Id, Found> {
  one(owner: AccountId, id: Id): Promise<Found | undefined>
  /** What these owners have of these, whoever of them has which. */
  many(owners: readonly AccountId[], ids: readonly Id[]): Promise<readonly Found[]>
}

/** What belongs to somebody, looked for together with what belongs to others, and given to its owner only. */
export function gatherOwned<Kind extends EntityKind, Found extends Owned<EntityId<Kind>>>(
  finds: OwnedFinds<EntityId<Kind>, Found>,
  timeLeft: TimeLeft,
): (owner: AccountId, id: EntityId<Kind>) => Promise<Found | undefined> {
  const nameOf = ({ owner, id }: Owned<EntityId<Kind>>): string => `${owner} ${id}`
  const find = gatherFinds<Owned<EntityId<Kind>>, Found>(
    {
      one: ({ owner, id }) => finds.one(owner, id),
      async many(asked) {
        const owners = new Set(asked.map(({ owner }) => owner))
        const found = await finds.many(
          [...owners],
          asked.map(({ id }) => id),
        )
        return new Map(found.map((each) => [nameOf(each), each]))
      },
      nameOf,
    },
    timeLeft,
  )
  return (owner, id) => find({ owner, id })
}
