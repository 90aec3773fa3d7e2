import type { HttpOptions } from '../../../http-options.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import { answerOnce } from '../../../idempotency/answer-once.ts'
import { signedIn } from '../../../plugins/authentication.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { licenseCreated } from './reply.ts'
import { createLicenseBody, createLicenseReply } from './schema.ts'

export function createLicenseRoute(
  server: TypedServer,
  { createLicense }: Pick<HttpUseCases, 'createLicense'>,
  { services: catalog }: Pick<HttpOptions, 'services'>,
): void {
  server.route({
    method: 'POST',
    url: '/license/create',
    schema: {
      operationId: 'createLicense',
      tags: ['Licenses'],
      summary: 'Issue one more licence for a project',
      description: `Without \`services\` it includes ${catalog.default}.`,
      body: createLicenseBody(catalog),
      response: { 201: createLicenseReply },
    },
    config: {
      idempotent: true,
      errors: [
        'INVALID_DURATION',
        'CLIENT_AND_PROJECT_REQUIRED',
        'SERVICES_REQUIRED',
        'VALIDATION_ERROR',
        'TOKEN_MISSING',
        'UNAUTHORIZED',
        'CLIENT_NOT_FOUND',
        'PROJECT_NOT_FOUND',
      ],
    },
    handler: (request, reply) => {
      const { clientId: client, projectId: project, duration, services } = request.body
      const order = { client, project, duration, services: services ?? ([catalog.default] as const) }
      const command = { owner: signedIn(request).account, ...order }
      return answerOnce(request, reply.code(201), licenseCreated, (named) => createLicense(command, named))
    },
  })
}
