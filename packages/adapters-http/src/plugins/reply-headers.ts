import type { FastifyInstance, FastifyReply } from 'fastify'
import type { HttpOptions } from '../http-options.ts'
import { corsHeaders } from './cors.ts'
import type { ReplyHeaders } from './header-fields.ts'

/**
 * For replies that are data and never a page: nothing may be loaded or framed because of them. There is no
 * Strict-Transport-Security, because whether this host speaks HTTPS is for the proxy before it to say.
 */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
} as const

/** What every reply carries beside its request's id, whoever writes it. */
export const CONSTANT_HEADERS: ReplyHeaders = { ...SECURITY_HEADERS, 'cache-control': 'no-store' }

/** What every reply carries, whoever writes it. */
export function replyHeaders(requestId: string): ReplyHeaders {
  return { ...CONSTANT_HEADERS, 'x-request-id': requestId }
}

/**
 * Adds them when a reply is sent, an error too; one that its route has set stays as it is. Not when the request comes:
 * a reply that writes its head by itself (the verdict lane) has no use for them.
 */
export function addReplyHeaders(server: FastifyInstance, origins: HttpOptions['corsOrigins']): void {
  server.addHook('onSend', (request, reply, _payload, done) => {
    addMissing(reply, replyHeaders(request.id))
    addMissing(reply, corsHeaders(origins, request.headers.origin))
    done()
  })
}

function addMissing(reply: FastifyReply, headers: ReplyHeaders): void {
  for (const [name, value] of Object.entries(headers)) if (!reply.hasHeader(name)) reply.header(name, value)
}
