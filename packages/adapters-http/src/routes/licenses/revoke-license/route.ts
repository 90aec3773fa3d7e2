import { ApiError } from '../../../errors/api-error.ts'
import { granted } from '../../../errors/domain-errors.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import { signedIn } from '../../../plugins/authentication.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { licenseRevoked } from './reply.ts'
import { revokeLicenseBody, revokeLicenseParams, revokeLicenseReply } from './schema.ts'

export function revokeLicenseRoute(server: TypedServer, { revokeLicense }: Pick<HttpUseCases, 'revokeLicense'>): void {
  server.route({
    method: 'PATCH',
    url: '/license/revoke/:key',
    schema: {
      operationId: 'revokeLicense',
      tags: ['Licenses'],
      summary: 'Stop a licence, or let it go on',
      description:
        'Without a body it toggles ACTIVE ↔ REVOKED, which is not safe to send twice. With `revoked` it sets: the same request again changes nothing.',
      params: revokeLicenseParams,
      body: revokeLicenseBody,
      response: { 200: revokeLicenseReply },
    },
    config: {
      errors: ['VALIDATION_ERROR', 'TOKEN_MISSING', 'UNAUTHORIZED', 'LICENSE_NOT_FOUND', 'LICENSE_NOT_TOGGLEABLE'],
    },
    handler: async (request, reply) => {
      const { key } = request.params
      if (key === undefined) throw new ApiError('LICENSE_NOT_FOUND')
      const command = { owner: signedIn(request).account, key, revoked: request.body.revoked ?? undefined }
      return reply.code(200).send(licenseRevoked(granted(await revokeLicense(command))))
    },
  })
}
