import { ok, type Result, type StoreRefused } from '@keybox/domain'
import type { MongoClient } from 'mongodb'
import { databaseNameOf } from '../connection/connection-string.ts'
import { createMongoClient } from '../connection/mongo-client.ts'
import { malformedUri } from './store-refusal.ts'

export interface NamedClient {
  /** Not connected yet. */
  readonly client: MongoClient
  readonly databaseName: string
}

/** Reads the connection string. Refused: UNREACHABLE for one that the driver does not take. */
export function clientOf(uri: string): Result<NamedClient, StoreRefused> {
  try {
    return ok({ client: createMongoClient(uri), databaseName: databaseNameOf(uri) })
  } catch {
    return malformedUri()
  }
}
