import { MongoClient, type BSONSerializeOptions, type MongoClientOptions } from 'mongodb'
import { optionsNamedIn } from './connection-string.ts'

/** What an operator may set otherwise in the connection string. Times in milliseconds. */
const DEFAULTS: MongoClientOptions = {
  appName: 'keybox',
  // A unit of work holds one connection for a few round trips; beyond this many at once they queue here, not in the server.
  maxPoolSize: 50,
  minPoolSize: 1,
  maxIdleTimeMS: 300_000,
  serverSelectionTimeoutMS: 5000,
  connectTimeoutMS: 5000,
  waitQueueTimeoutMS: 5000,
  // No query here is slow: a server that is silent for so long is not going to answer.
  socketTimeoutMS: 10_000,
}

/** The driver's defaults, which `documents/` is written for: with others a long or a binary is read as something else. */
const BSON_TYPES: BSONSerializeOptions = {
  promoteValues: true,
  promoteLongs: true,
  promoteBuffers: false,
  useBigInt64: false,
  raw: false,
  bsonRegExp: false,
  enableUtf8Validation: true,
  ignoreUndefined: false,
  serializeFunctions: false,
  checkKeys: false,
}

/** What no connection string may change. Concerns are not here: every handle and transaction names its own. */
const FIXED: MongoClientOptions = {
  retryReads: true,
  retryWrites: true,
  // For the first contact only, so that one may be made where there is no secondary. Not `primary`, which the driver does
  // not take together with the tags or the staleness that a connection string may name.
  readPreference: 'primaryPreferred',
  ...BSON_TYPES,
}

/** A client that is not connected yet. @throws Error when the connection string is malformed; it may quote it */
export function createMongoClient(uri: string): MongoClient {
  const named = optionsNamedIn(uri)
  const defaults = Object.entries(DEFAULTS).filter(([option]) => !named.has(option.toLowerCase()))
  return new MongoClient(uri, { ...Object.fromEntries(defaults), ...FIXED })
}
