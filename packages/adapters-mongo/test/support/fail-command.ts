import type { Document } from 'mongodb'
import { withClient } from './open-fresh-store.ts'

/**
 * Makes commands fail on a server with `enableTestCommands`, for one application only. One such fail point is on at a
 * time on a whole server. https://github.com/mongodb/mongo/wiki/The-%22failCommand%22-fail-point
 */
export async function failCommand(uri: string, mode: Document | 'alwaysOn' | 'off', data: Document): Promise<void> {
  await withClient(uri, (client) => client.db('admin').command({ configureFailPoint: 'failCommand', mode, data }))
}
