import type { HttpUseCases } from '../../../http-use-cases.ts'
import { signedIn } from '../../../plugins/authentication.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { logOutEverywhereReply } from './schema.ts'

export function logOutEverywhereRoute(
  server: TypedServer,
  { logOutEverywhere }: Pick<HttpUseCases, 'logOutEverywhere'>,
): void {
  server.route({
    method: 'POST',
    url: '/auth/logout-all',
    schema: {
      operationId: 'logOutEverywhere',
      tags: ['Accounts'],
      summary: 'End every session of the account, this one too',
      response: { 200: logOutEverywhereReply },
    },
    config: { errors: ['TOKEN_MISSING', 'UNAUTHORIZED', 'OVERLOADED'] },
    handler: async (request, reply) => {
      await logOutEverywhere(signedIn(request).account)
      return reply.code(200).send({ success: true, message: 'Logged out everywhere' })
    },
  })
}
