import { granted } from '../../../errors/domain-errors.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { loggedIn } from './reply.ts'
import { logInBody, logInReply } from './schema.ts'

export function logInRoute(server: TypedServer, { logIn }: Pick<HttpUseCases, 'logIn'>): void {
  server.route({
    method: 'POST',
    url: '',
    schema: {
      operationId: 'logIn',
      tags: ['Accounts'],
      summary: 'Begin a session: a token, good for 30 minutes, and a refresh token for the next one',
      body: logInBody,
      response: { 200: logInReply },
    },
    config: {
      errors: ['FIELDS_REQUIRED', 'VALIDATION_ERROR', 'INVALID_CREDENTIALS', 'RATE_LIMITED', 'OVERLOADED'],
    },
    handler: async ({ body }, reply) => reply.code(200).send(loggedIn(granted(await logIn(body)))),
  })
}
