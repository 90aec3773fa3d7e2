import { trustedEntityId, type EntityId, type EntityKind } from '@keybox/domain'
import { ObjectId } from 'mongodb'

export function toObjectId(id: EntityId<EntityKind>): ObjectId {
  return ObjectId.createFromHexString(id)
}

export function toEntityId<Kind extends EntityKind>(kind: Kind, id: ObjectId): EntityId<Kind> {
  return trustedEntityId(kind, id.toHexString())
}
