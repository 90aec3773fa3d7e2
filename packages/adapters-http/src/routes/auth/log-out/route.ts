import type { HttpUseCases } from '../../../http-use-cases.ts'
import { signedIn } from '../../../plugins/authentication.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { logOutReply } from './schema.ts'

export function logOutRoute(server: TypedServer, { logOut }: Pick<HttpUseCases, 'logOut'>): void {
  server.route({
    method: 'POST',
    url: '/auth/logout',
    schema: {
      operationId: 'logOut',
      tags: ['Accounts'],
      summary: 'End this session: its tokens are good for nothing any more',
      response: { 200: logOutReply },
    },
    config: { errors: ['TOKEN_MISSING', 'UNAUTHORIZED', 'OVERLOADED'] },
    handler: async (request, reply) => {
      await logOut(signedIn(request))
      return reply.code(200).send({ success: true, message: 'Logout successful' })
    },
  })
}
