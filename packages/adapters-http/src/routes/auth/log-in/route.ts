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
      summary: 'Begin a session: a token, good for 30 minutes, and a refresh token for the next one',
      description:
        'After 100 wrong passwords for one email within an hour, from wherever they came, the reply is 429 also to a right one, ' +
        'save from where the account was used lately.',
      body: logInBody,
      response: { 200: logInReply },
    },
    config: {
      errors: ['FIELDS_REQUIRED', 'VALIDATION_ERROR', 'INVALID_CREDENTIALS', 'RATE_LIMITED', 'OVERLOADED'],
    },
    handler: async ({ body, raw }, reply) =>
      reply.code(200).send(loggedIn(granted(await logIn({ ...body, network: clientOf(raw) })))),
  })
}
