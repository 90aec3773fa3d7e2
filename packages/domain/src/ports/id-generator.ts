import type { EntityId, EntityKind } from '../shared/entity-id.ts'

/** Ids that meet nowhere, without asking a store; those of one process grow in the order they were made. */
export interface IdGenerator {
  next<Kind extends EntityKind>(kind: Kind): EntityId<Kind>
}
