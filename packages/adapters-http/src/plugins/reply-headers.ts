import type { FastifyInstance } from 'fastify'

/**
 * For replies that are data and never a page: nothing may be loaded or framed because of them. There is no
 * Strict-Transport-Security, because whether this host speaks HTTPS is for the proxy before it to say.
 */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
} as const

export type ReplyHeaders = Readonly<Record<string, string>>

/** What every reply carries, whoever writes it. */
export function replyHeaders(requestId: string): ReplyHeaders {
  return { ...SECURITY_HEADERS, 'cache-control': 'no-store', 'x-request-id': requestId }
}

export function addReplyHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(replyHeaders(request.id))
    done()
  })
}
