import { granted } from '../../../errors/domain-errors.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import { signedIn } from '../../../plugins/authentication.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { me } from './reply.ts'
import { meReply } from './schema.ts'

export function meRoute(server: TypedServer, { readAccount }: Pick<HttpUseCases, 'readAccount'>): void {
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
    handler: async (request) => me(granted(await readAccount(signedIn(request).account))),
  })
}
