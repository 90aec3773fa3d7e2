import { isIPv6 } from 'node:net'

import type { Configuration } from './configuration/configuration.ts'
import { describeDatabase } from './configuration/database-url.ts'

/** What a person who started the server wants to know; never the credentials in a MongoDB URI. */
export function startLine(address: string, { database }: Pick<Configuration, 'database'>): string {
  return `KeyBox listens on ${address} — docs at ${address}/docs — store ${describeDatabase(database)}`
}

/** The port is the one it came to: configured as 0, any free one was taken. */
export function listenAddress(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`
}
