import type { HttpUseCases } from '../../../http-use-cases.ts'
import { answerOnce } from '../../../idempotency/answer-once.ts'
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
      idempotent: true,
      errors: [
        'CLIENT_NAME_REQUIRED',
        'CLIENT_EMAIL_REQUIRED',
        'VALIDATION_ERROR',
        'TOKEN_MISSING',
        'UNAUTHORIZED',
        'CLIENT_EMAIL_TAKEN',
      ],
    },
    handler: (request, reply) => {
      const command = { ...request.body, owner: signedIn(request).account }
      return answerOnce(request, reply.code(201), clientCreated, (named) => createClient(command, named))
    },
  })
}
