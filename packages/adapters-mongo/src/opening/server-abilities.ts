import { ok, type Result, type StoreRefused } from '@keybox/domain'
import type { Db, Document } from 'mongodb'
import { noReplicaSet, refused } from './store-refusal.ts'

/** MongoDB 5.0, the first with snapshot reads outside transactions, which the dashboard needs. */
const LEAST_WIRE_VERSION = 13

export interface ServerAbilities {
  readonly isSharded: boolean
}

/** Whether the server has transactions and snapshots: a member of a replica set, or the router of a sharded cluster. */
export async function checkServerAbilities(database: Db): Promise<Result<ServerAbilities, StoreRefused>> {
  const hello: Document = await database.command({ hello: 1 })
  const isReplicaSetMember = typeof hello['setName'] === 'string'
  const isShardRouter = hello['msg'] === 'isdbgrid'
  if (!isReplicaSetMember && !isShardRouter) return noReplicaSet()
  if (Number(hello['maxWireVersion']) >= LEAST_WIRE_VERSION) return ok({ isSharded: isShardRouter })
  return refused('UNREACHABLE', 'KeyBox needs MongoDB 5.0 or later')
}
