import { type AccountId, type ClientId, type DashboardPage, err, ok, type PageSize, type Result } from '@keybox/domain'
import { readCursor } from './dashboard-cursor.ts'

export interface PageSelection {
  readonly limit?: PageSize | undefined
  readonly cursor?: string | undefined
}

/** A field of the query that does not go with the rest of it. */
export interface UnfitField {
  readonly field: string
  readonly reason: string
}

/** undefined: no page, but everything */
export function pageOf(
  { limit, cursor }: PageSelection,
  owner: AccountId,
  client: ClientId | undefined,
): Result<DashboardPage | undefined, UnfitField> {
  if (limit === undefined) {
    return cursor === undefined ? ok(undefined) : err({ field: 'limit', reason: 'is required with a cursor' })
  }
  if (cursor === undefined) return ok({ size: limit, after: undefined })
  const after = readCursor(owner, cursor)
  // One client has no second page, so no cursor was ever given for it.
  if (after === undefined || client !== undefined) {
    return err({ field: 'cursor', reason: 'must be a nextCursor that this list gave you' })
  }
  return ok({ size: limit, after })
}
