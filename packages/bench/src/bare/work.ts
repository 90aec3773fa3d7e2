import { exhaustive } from '@keybox/domain'
import type { BareRoute } from './bare-route.ts'
import { mongoRead, mongoWrite } from './mongo-work.ts'
import type { Perform } from './perform.ts'
import { sqliteRead, sqliteWrite } from './sqlite-work.ts'

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
