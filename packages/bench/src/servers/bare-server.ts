import { fileURLToPath } from 'node:url'
import type { BareRoute } from '../bare/bare-route.ts'
import { startChild, type ChildServer } from './child-server.ts'

const MAIN = fileURLToPath(new URL('../bare/main.ts', import.meta.url))

/** Fastify with nothing but this one route. */
export function startBare(route: BareRoute): Promise<ChildServer> {
  return startChild(MAIN, [JSON.stringify(route)], { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production' })
}
