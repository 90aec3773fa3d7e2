import { randomUUID } from 'node:crypto'
import type { SharedCounts, WindowCount } from '@keybox/domain'
import { ReadConcern, ReadPreference, WriteConcern, type CollectionOptions, type Db } from 'mongodb'
import { toStoreFailure } from '../connection/driver-failure.ts'
import { toInstant } from '../documents/bson-date.ts'
import type { RateWindowDocument } from '../documents/rate-window-document.ts'
import { statement } from './statement.ts'

/**
 * One member is enough, and its memory: what a failover takes away is stated again when the client next asks, and until
 * then lets it in a little more often. A majority's journals would be waited for twice a second by every server.
 */
const PRIMARY_ONLY: CollectionOptions = {
  readConcern: new ReadConcern('local'),
  readPreference: ReadPreference.primary,
  writeConcern: new WriteConcern(1),
}

/** The counts of one server among those on a database. */
export function createSharedCounts(database: Db): SharedCounts {
  const windows = database.collection<RateWindowDocument>('rate_windows', PRIMARY_ONLY)
  const server = randomUUID().replaceAll('-', '')
  return {
    async exchange(counted, now) {
      // An upsert by `_id` that meets another server's is repeated by MongoDB itself.
      // https://www.mongodb.com/docs/manual/reference/method/db.collection.update/#upsert-with-unique-index
      const statements = [...counted].map(([client, window]) => ({
        updateOne: { filter: { _id: client }, update: statement(server, window, now), upsert: true },
      }))
      try {
        await windows.bulkWrite(statements, { ordered: false })
        const found = await windows.find({ _id: { $in: [...counted.keys()] } }).toArray()
        return new Map(found.map(({ _id: client, ...window }) => [client, countElsewhere(window, server)]))
      } catch (error) {
        throw toStoreFailure(error)
      }
    },
    async isCounted(clients) {
      try {
        return (await windows.countDocuments({ _id: { $in: [...clients] } }, { limit: 1 })) > 0
      } catch (error) {
        throw toStoreFailure(error)
      }
    },
  }
}

function countElsewhere({ start, counts }: Pick<RateWindowDocument, 'start' | 'counts'>, server: string): WindowCount {
  const others = Object.entries(counts).filter(([name]) => name !== server)
  return { start: toInstant(start), count: others.reduce((sum, [, count]) => sum + count, 0) }
}
