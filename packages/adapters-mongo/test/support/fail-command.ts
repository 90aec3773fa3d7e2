import type { Document } from 'mongodb'
import { withClient } from './open-fresh-store.ts'

/** The URI of a store whose commands alone a fail point is to meet. */
export function withAppName(uri: string, appName: string): string {
  return `${uri}${uri.includes('?') ? '&' : '?'}appName=${appName}`
}

/**
 * Makes commands fail on a server with `enableTestCommands`, for one application only. One such fail point is on at a
 * time on a whole server. https://github.com/mongodb/mongo/wiki/The-%22failCommand%22-fail-point
 */
export async function failCommand(uri: string, mode: Document | 'alwaysOn' | 'off', data: Document): Promise<void> {
  await withClient(uri, (client) => client.db('admin').command({ configureFailPoint: 'failCommand', mode, data }))
}
