import { TERM_MONTHS_MAX, TERM_MONTHS_MIN, type Role } from '@keybox/domain'
import type { Document } from 'mongodb'

/**
 * What each collection accepts, from this program and from anybody else who writes to the database: the exact fields,
 * their types, and the invariants of the entities. https://www.mongodb.com/docs/manual/core/schema-validation/
 *
 * @param retired the names of secrets under which nothing is accepted any more
 */
export function validatorsOf(retired: readonly string[]): Readonly<Record<CollectionName, Document>> {
  return {
    accounts: accountValidator(),
    sessions: sessionValidator(),
    clients: clientValidator(),
    projects: projectValidator(),
    licenses: licenseValidator(retired),
    kept_replies: keptReplyValidator(retired),
    rate_windows: rateWindowValidator(),
    keybox_servers: serverValidator(),
    keybox_meta: metaValidator(),
  }
}

export type CollectionName =
  | 'accounts'
  | 'sessions'
  | 'clients'
  | 'projects'
  | 'licenses'
  | 'kept_replies'
  | 'rate_windows'
  | 'keybox_servers'
  | 'keybox_meta'

function accountValidator(): Document {
  const roles: Role[] = ['DEVELOPER', 'ADMIN']
  const required = {
    _id: objectId(),
    name: text(),
    email: text(),
    emailIdentity: text(),
    passwordHash: { bsonType: 'string', pattern: '^\\$' },
    role: { enum: roles },
    createdAt: date(),
    updatedAt: date(),
  }
  return exactly(required, { signIns: { bsonType: ['int', 'long'], minimum: 1 } })
}

function sessionValidator(): Document {
  const fields = exactly({
    _id: objectId(),
    owner: objectId(),
    family: digest(),
    current: digest(),
    createdAt: date(),
    refreshedAt: date(),
    endsAt: date(),
    revision: { bsonType: 'long', minimum: 1 },
    expiresAt: date(),
  })
  // What a JSON schema cannot say.
  return { ...fields, $expr: { $gt: ['$endsAt', '$refreshedAt'] } }
}

function clientValidator(): Document {
  return exactly({
    _id: objectId(),
    owner: objectId(),
    name: text(),
    email: text(),
    emailIdentity: text(),
    createdAt: date(),
    updatedAt: date(),
  })
}

function projectValidator(): Document {
  return exactly({
    _id: objectId(),
    owner: objectId(),
    client: objectId(),
    name: text(),
    createdAt: date(),
    updatedAt: date(),
  })
}

function licenseValidator(retired: readonly string[]): Document {
  const required = {
    _id: objectId(),
    keyDigest: { bsonType: 'binData' },
    keySeal: { bsonType: 'binData' },
    keyId: keyName(retired),
    owner: objectId(),
    client: objectId(),
    project: objectId(),
    duration: { bsonType: 'int', minimum: TERM_MONTHS_MIN, maximum: TERM_MONTHS_MAX },
    services: { bsonType: 'array', minItems: 1, uniqueItems: true, items: text() },
    issuedAt: date(),
    expiresAt: date(),
    revision: { bsonType: 'long', minimum: 1 },
    updatedAt: date(),
  }
  const activation = object({ machine: digest(), at: date() })
  return {
    ...exactly(required, { activation, revokedAt: date() }),
    // What a JSON schema cannot say.
    $expr: {
      $and: [{ $eq: [{ $binarySize: '$keyDigest' }, 32] }, { $gt: ['$expiresAt', '$issuedAt'] }],
    },
  }
}

function keptReplyValidator(retired: readonly string[]): Document {
  const fields = exactly({
    _id: { bsonType: 'binData' },
    scope: text(),
    requestDigest: { bsonType: 'binData' },
    status: { bsonType: 'int', minimum: 200, maximum: 299 },
    bodySeal: { bsonType: 'binData' },
    keyId: keyName(retired),
    keptAt: date(),
    expiresAt: date(),
  })
  // What a JSON schema cannot say.
  return {
    ...fields,
    $expr: { $and: [{ $eq: [{ $binarySize: '$_id' }, 32] }, { $eq: [{ $binarySize: '$requestDigest' }, 32] }] },
  }
}

function rateWindowValidator(): Document {
  return exactly({
    // A digest, and never an address.
    _id: { bsonType: 'string', pattern: '^[\\w-]{43}$' },
    start: date(),
    counts: { bsonType: 'object', additionalProperties: { bsonType: 'number', minimum: 1 } },
    expiresAt: date(),
  })
}

function serverValidator(): Document {
  return exactly({ _id: text(), knows: { bsonType: 'array', items: text() }, writes: text(), seenAt: date() })
}

function metaValidator(): Document {
  const schema = object({ _id: { enum: ['schema'] }, version: { bsonType: 'int', minimum: 1 } })
  const name = { keyId: text(), checkValue: text() }
  const others = { previous: object(name), next: object(name), retired: { bsonType: 'array', items: text() } }
  const secret = object({ _id: { enum: ['secret'] }, ...name }, others)
  return { $jsonSchema: { oneOf: [schema, secret] } }
}

function exactly(required: Document, optional: Document = {}): Document {
  return { $jsonSchema: object(required, optional) }
}

function object(required: Document, optional: Document = {}): Document {
  return {
    bsonType: 'object',
    required: Object.keys(required),
    properties: { ...required, ...optional },
    additionalProperties: false,
  }
}

function objectId(): Document {
  return { bsonType: 'objectId' }
}

function text(): Document {
  return { bsonType: 'string', minLength: 1 }
}

/** SHA-256, in lower-case hex. */
function digest(): Document {
  return { bsonType: 'string', pattern: '^[0-9a-f]{64}$' }
}

/** Whoever has not heard that a secret was replaced writes nothing that nobody would find. */
function keyName(retired: readonly string[]): Document {
  return retired.length === 0 ? text() : { ...text(), not: { enum: retired } }
}

function date(): Document {
  return { bsonType: 'date' }
}
