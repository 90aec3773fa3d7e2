import type { Brand } from '../shared/brand.ts'
import type { AccountId, LicenseId } from '../shared/entity-id.ts'

/** Within what an idempotency key names one request; elsewhere the same key is another. It holds no space. */
export type IdempotencyScope = Brand<string, 'IdempotencyScope'>

/** What an owner does; each by itself. */
export type OwnerOperation = 'createClient' | 'createProject' | 'createLicense'

export function ownerScope(operation: OwnerOperation, owner: AccountId): IdempotencyScope {
  return scopeOf(operation, owner)
}

/** Who activates has no account: the licence is all that is known of them. */
export function activationScope(license: LicenseId): IdempotencyScope {
  return scopeOf('activateLicense', license)
}

function scopeOf(operation: string, id: AccountId | LicenseId): IdempotencyScope {
  return `${operation}/${id}` as IdempotencyScope
}
