import { type Instant, toIsoString } from '@keybox/domain'

/** When an entity was made and last changed, as replies show it. */
export interface Timestamps {
  readonly createdAt: string
  readonly updatedAt: string
}

export function timestamps(entity: { readonly createdAt: Instant; readonly updatedAt: Instant }): Timestamps {
  return { createdAt: toIsoString(entity.createdAt), updatedAt: toIsoString(entity.updatedAt) }
}
