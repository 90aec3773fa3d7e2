import type { FastifyRequest } from 'fastify'
import { bareAddress } from '../plugins/client-network.ts'
import { loggedError } from './failure-description.ts'

type Logged = Record<string, unknown>

export interface LogSerializers {
  /** `route` is the pattern, such as `/license/revoke/:key`, and null where none matched. */
  readonly req: (request: FastifyRequest) => Logged
  readonly res: (reply: { readonly statusCode: number }) => Logged
  readonly err: (error: unknown) => ReturnType<typeof loggedError> & Logged
}

/** How requests, replies and errors look in the log: no URL, no header, no body. */
export const logSerializers: LogSerializers = {
  req: (request) => ({
    method: request.method,
    route: request.routeOptions.url ?? null,
    remoteAddress: bareAddress(request.ip),
  }),
  res: (reply) => ({ statusCode: reply.statusCode }),
  err: (error) => ({ ...loggedError(error) }),
}
