import {
  emailIdentity,
  Redacted,
  type Account,
  type DisplayName,
  type EmailAddress,
  type EmailIdentity,
  type Role,
} from '@keybox/domain'
import type { Long, ObjectId } from 'mongodb'
import { toBsonDate, toInstant } from './bson-date.ts'
import { toEntityId, toObjectId } from './object-id.ts'

/** An account as the collection `accounts` holds it. */
export interface AccountDocument {
  readonly _id: ObjectId
  readonly name: string
  readonly email: string
  /** What uniqueness goes by. */
  readonly emailIdentity: EmailIdentity
  /** PHC string */
  readonly passwordHash: string
  readonly role: Role
  readonly createdAt: Date
  readonly updatedAt: Date
  /** How many sessions began: counted so that each is a write, which a change of the password meets. Absent: none. */
  readonly signIns?: number | Long
}

export function toAccountDocument(account: Account): AccountDocument {
  return {
    _id: toObjectId(account.id),
    name: account.name,
    email: account.email,
    emailIdentity: emailIdentity(account.email),
    passwordHash: account.passwordHash.reveal(),
    role: account.role,
    createdAt: toBsonDate(account.createdAt),
    updatedAt: toBsonDate(account.updatedAt),
  }
}

/** The account that was stored. Its texts were checked on their way in and are believed here. */
export function rehydrateAccount({ _id: id, ...document }: AccountDocument): Account {
  return {
    id: toEntityId('Account', id),
    name: document.name as DisplayName,
    email: document.email as EmailAddress,
    passwordHash: new Redacted('PasswordHash', document.passwordHash),
    role: document.role,
    createdAt: toInstant(document.createdAt),
    updatedAt: toInstant(document.updatedAt),
  }
}
