import type { Brand } from './brand.ts'
import { invalidValue, type InvalidValue } from './invalid-value.ts'
import { ok, type Result } from './result.ts'

export type EntityKind = 'Account' | 'Client' | 'Project' | 'License' | 'Session'

/** 24 lower-case hex digits (the form of a MongoDB ObjectId), on every storage adapter. */
export type EntityId<Kind extends EntityKind> = Brand<string, `${Kind}Id`>

export type AccountId = EntityId<'Account'>
export type ClientId = EntityId<'Client'>
export type ProjectId = EntityId<'Project'>
export type LicenseId = EntityId<'License'>
export type SessionId = EntityId<'Session'>

const FORM = /^[0-9a-f]{24}$/

/** Takes any letter case and surrounding white space; gives the lower-case form. */
export function parseEntityId<Kind extends EntityKind>(
  _kind: Kind,
  text: string,
): Result<EntityId<Kind>, InvalidValue> {
  const id = text.trim().toLowerCase()
  return FORM.test(id) ? ok(id as EntityId<Kind>) : invalidValue('must be an id of 24 hexadecimal digits')
}

/** For an id that this program itself made or stored. @throws TypeError when it is not of the form after all */
export function trustedEntityId<Kind extends EntityKind>(kind: Kind, text: string): EntityId<Kind> {
  if (!FORM.test(text)) throw new TypeError(`Not a stored ${kind} id`)
  return text as EntityId<Kind>
}
