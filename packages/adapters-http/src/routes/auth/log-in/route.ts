import { granted } from '../../../errors/domain-errors.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import type { ClientOf } from '../../../plugins/client-address.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { loggedIn } from './reply.ts'
import { logInBody, logInReply } from './schema.ts'

export function logInRoute(server: TypedServer, { logIn }: Pick<HttpUseCases, 'logIn'>, clientOf: ClientOf): void {
  server.route({
    method: 'POST',
    url: '',
    schema: {
      operationId: 'logIn',
      tags: ['Accounts'],
      summary: 'Get a token, good for 30 minutes',
      body: logInBody,
      response: { 200: logInReply },
    },
    config: {
      readOnly: true,
      errors: ['FIELDS_REQUIRED', 'VALIDATION_ERROR', 'INVALID_CREDENTIALS', 'RATE_LIMITED', 'OVERLOADED'],
    },
    handler: async ({ body, raw }, reply) =>
      reply.code(200).send(loggedIn(granted(await logIn({ ...body, network: clientOf(raw) })))),
  })
}
