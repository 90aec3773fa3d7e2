import type { Instant, RunningWindow } from '@keybox/domain'
import type { Document } from 'mongodb'
import { toBsonDate } from '../documents/bson-date.ts'

/**
 * The update by which a server states its own count of a client, decided in the database because others state theirs at
 * the same time. A window that runs, and is not one that only starts when this server's is over (their clocks differ),
 * is joined; the earlier start is kept. Any other is replaced.
 * https://www.mongodb.com/docs/manual/tutorial/update-documents-with-aggregation-pipeline/
 */
export function statement(server: string, { start, end, count }: RunningWindow, now: Instant): Document[] {
  const lengthMs = end - start
  const joins = {
    $and: [{ $gt: ['$start', new Date(now - lengthMs)] }, { $lt: ['$start', toBsonDate(end)] }],
  }
  const own = toBsonDate(start)
  return [
    {
      $set: {
        start: { $cond: [joins, { $min: ['$start', own] }, own] },
        counts: { $mergeObjects: [{ $cond: [joins, '$counts', {}] }, { [server]: count }] },
        // By the clock that it is removed by, and later than any window that it is part of ends.
        expiresAt: { $add: ['$$NOW', lengthMs] },
      },
    },
  ]
}
