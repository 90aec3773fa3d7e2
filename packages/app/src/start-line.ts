import { isIPv6 } from 'node:net'

import type { Configuration } from './configuration/configuration.ts'
import { describeDatabase } from './configuration/database-url.ts'
import type { OpenedStore } from './open-store.ts'

/** What a person who started the server wants to know; never the credentials in a MongoDB URI. */
export function startLine(
  address: string,
  { database, sharing = 'sole' }: Pick<Configuration, 'database'> & { readonly sharing?: OpenedStore['sharing'] },
): string {
  const memory = sharing === 'untold' ? ' — sharded: licences are read each time, none are remembered' : ''
  return `KeyBox listens on ${address} — docs at ${address}/docs — store ${describeDatabase(database)}${memory}`
}

/** The port is the one it came to: configured as 0, any free one was taken. */
export function listenAddress(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`
}
