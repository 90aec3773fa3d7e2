import { granted } from '../../../errors/domain-errors.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { tokenRefreshed } from './reply.ts'
import { refreshBody, refreshReply } from './schema.ts'

export function refreshRoute(server: TypedServer, { refreshSession }: Pick<HttpUseCases, 'refreshSession'>): void {
  server.route({
    method: 'POST',
    url: '',
    schema: {
      operationId: 'refreshSession',
      tags: ['Accounts'],
      summary: 'Get the next token of a session. A refresh token is good once: shown again, it ends the session',
      body: refreshBody,
      response: { 200: refreshReply },
    },
    config: { errors: ['FIELDS_REQUIRED', 'VALIDATION_ERROR', 'REFRESH_TOKEN_INVALID', 'RATE_LIMITED', 'OVERLOADED'] },
    handler: async ({ body }, reply) =>
      reply.code(200).send(tokenRefreshed(granted(await refreshSession(body.refreshToken)))),
  })
}
