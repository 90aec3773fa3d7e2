import { emailIdentity, type Client, type DisplayName, type EmailAddress, type EmailIdentity } from '@keybox/domain'
import type { ObjectId } from 'mongodb'
import { toBsonDate, toInstant } from './bson-date.ts'
import { toEntityId, toObjectId } from './object-id.ts'

/** A client as the collection `clients` holds it. */
export interface ClientDocument {
  readonly _id: ObjectId
  readonly owner: ObjectId
  readonly name: string
  readonly email: string
  /** What uniqueness within an owner goes by. */
  readonly emailIdentity: EmailIdentity
  readonly createdAt: Date
  readonly updatedAt: Date
}

export function toClientDocument(client: Client): ClientDocument {
  return {
    _id: toObjectId(client.id),
    owner: toObjectId(client.owner),
    name: client.name,
    email: client.email,
    emailIdentity: emailIdentity(client.email),
    createdAt: toBsonDate(client.createdAt),
    updatedAt: toBsonDate(client.updatedAt),
  }
}

/** The client that was stored. Its texts were checked on their way in and are believed here. */
export function rehydrateClient({ _id: id, ...document }: ClientDocument): Client {
  return {
    id: toEntityId('Client', id),
    owner: toEntityId('Account', document.owner),
    name: document.name as DisplayName,
    email: document.email as EmailAddress,
    createdAt: toInstant(document.createdAt),
    updatedAt: toInstant(document.updatedAt),
  }
}
