import { signedIn } from '../../../plugins/authentication.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { me } from './reply.ts'
import { meReply } from './schema.ts'

export function meRoute(server: TypedServer): void {
  server.route({
    method: 'GET',
    url: '/auth/me',
    schema: {
      operationId: 'readMe',
      tags: ['Accounts'],
      summary: 'Who is signed in',
      response: { 200: meReply },
    },
    config: { errors: ['TOKEN_MISSING', 'UNAUTHORIZED'] },
    handler: (request) => me(signedIn(request)),
  })
}
