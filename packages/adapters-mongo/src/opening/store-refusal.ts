import { err, type Err, type StoreRefused } from '@keybox/domain'
import { MongoParseError, MongoServerSelectionError, type TopologyDescription } from 'mongodb'
import { revealsCredentials } from '../connection/connection-string.ts'
import { hasCode, UNAUTHORIZED } from '../connection/server-error.ts'

const DETAIL_MAX = 200

const NEEDS_REPLICA_SET =
  'KeyBox writes in transactions, which MongoDB has only as a replica set (one member is enough): ' +
  'start mongod with --replSet rs0, then run rs.initiate() once in mongosh'

const NOT_ALLOWED =
  'MongoDB does not let this user do what KeyBox needs: grant the role readWrite on the database, and name user and ' +
  'password in the database URL'

export function refused(reason: StoreRefused['reason'], message: string): Err<StoreRefused> {
  return err({ type: 'StoreRefused', reason, message })
}

export function noReplicaSet(): Err<StoreRefused> {
  return refused('NO_REPLICA_SET', `The MongoDB server is no member of a replica set. ${NEEDS_REPLICA_SET}`)
}

/** A program's version that is below the database's. */
export function newerSchema(found: number, known: number): Err<StoreRefused> {
  return refused(
    'NEWER_SCHEMA',
    `The database has schema version ${found}, and this KeyBox knows only ${known}: start a later version of KeyBox`,
  )
}

/** For a connection string that the driver does not take. Its message is left out, because it may quote the string. */
export function malformedUri(): Err<StoreRefused> {
  return refused('UNREACHABLE', 'The database URL is not a valid MongoDB connection string')
}

/** For anything that went wrong between here and the server while the store was opened. */
export function failedOpening(error: unknown, uri: string): Err<StoreRefused> {
  if (error instanceof MongoParseError) return malformedUri()
  if (error instanceof MongoServerSelectionError && foundNoReplicaSet(error.reason)) return noReplicaSet()
  // The server's own message is the whole command.
  if (hasCode(error, UNAUTHORIZED)) return refused('UNREACHABLE', NOT_ALLOWED)
  const message = error instanceof Error ? error.message : ''
  const detail = revealsCredentials(message, uri) ? '' : oneLine(message)
  return refused('UNREACHABLE', `MongoDB cannot be used${detail === '' ? '' : `: ${detail}`}`)
}

/**
 * The servers answered, but are not what was looked for: a member of a set that was never initiated, or (the driver
 * then drops it from its list) no member of the set that the connection string names.
 * https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md
 */
function foundNoReplicaSet(topology: TopologyDescription | undefined): boolean {
  if (topology === undefined) return false
  const servers = [...topology.servers.values()]
  return servers.length === 0 || servers.some((server) => server.type === 'RSGhost')
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, DETAIL_MAX)
}
