import type { HttpOptions } from '../../../http-options.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import { answerOnce } from '../../../idempotency/answer-once.ts'
import { signedIn } from '../../../plugins/authentication.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { projectCreated } from './reply.ts'
import { createProjectBody, createProjectReply } from './schema.ts'

export function createProjectRoute(
  server: TypedServer,
  { createProject }: Pick<HttpUseCases, 'createProject'>,
  { services }: Pick<HttpOptions, 'services'>,
): void {
  server.route({
    method: 'POST',
    url: '/projects/createProject',
    schema: {
      operationId: 'createProject',
      tags: ['Projects'],
      summary: 'Start a project together with its first licence',
      description: 'Both are written, or neither.',
      body: createProjectBody(services),
      response: { 201: createProjectReply },
    },
    config: {
      idempotent: true,
      failureMessage: 'Failed to create project and license',
      errors: [
        'CLIENT_AND_PROJECT_NAME_REQUIRED',
        'INVALID_DURATION',
        'SERVICES_REQUIRED',
        'VALIDATION_ERROR',
        'TOKEN_MISSING',
        'UNAUTHORIZED',
        'CLIENT_NOT_FOUND',
      ],
    },
    handler: (request, reply) => {
      const { clientId: client, projectName: name, ...terms } = request.body
      const command = { owner: signedIn(request).account, client, name, ...terms }
      return answerOnce(request, reply.code(201), projectCreated, (named) => createProject(command, named))
    },
  })
}
