import { exhaustive } from '@keybox/domain'
import type { BareRoute, JsonObject } from './bare-route.ts'
import { mongoRead, mongoWrite } from './mongo-work.ts'
import { sqliteRead, sqliteWrite } from './sqlite-work.ts'

/** From the request's body to the reply. */
export type Perform = (body: JsonObject) => JsonObject | Promise<JsonObject>

export async function prepareWork({ work, reply }: BareRoute): Promise<Perform> {
  switch (work.kind) {
    case 'echo':
      return () => ({ ...reply })
    case 'sqlite-read':
      return sqliteRead(work.file, reply)
    case 'sqlite-write':
      return sqliteWrite(work.file, reply)
    case 'mongo-read':
      return await mongoRead(work.uri, reply)
    case 'mongo-write':
      return await mongoWrite(work.uri, reply)
    default:
      return exhaustive(work)
  }
}
