import { granted } from '../../../errors/domain-errors.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import { signedIn } from '../../../plugins/authentication.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { clientCreated } from './reply.ts'
import { createClientBody, createClientReply } from './schema.ts'

export function createClientRoute(server: TypedServer, { createClient }: Pick<HttpUseCases, 'createClient'>): void {
  server.route({
    method: 'POST',
    url: '/clients',
    schema: {
      operationId: 'createClient',
      tags: ['Clients'],
      summary: 'Add a customer',
      body: createClientBody,
      response: { 201: createClientReply },
    },
    config: {
      errors: [
        'CLIENT_NAME_REQUIRED',
        'CLIENT_EMAIL_REQUIRED',
        'VALIDATION_ERROR',
        'TOKEN_MISSING',
        'UNAUTHORIZED',
        'CLIENT_EMAIL_TAKEN',
      ],
    },
    handler: async (request, reply) => {
      const client = granted(await createClient({ ...request.body, owner: signedIn(request).id }))
      return reply.code(201).send(clientCreated(client))
    },
  })
}
