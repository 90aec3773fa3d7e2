import type { HttpOptions } from '../../../http-options.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import { promptReply } from '../../../plugins/prompt-reply.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { licenseRequest } from '../license-request.ts'
import { noVerdict, validationReply } from './reply.ts'
import { validateLicenseReply } from './schema.ts'

export function validateLicenseRoute(
  server: TypedServer,
  { validateLicense }: Pick<HttpUseCases, 'validateLicense'>,
  { corsOrigins }: Pick<HttpOptions, 'corsOrigins'>,
): void {
  const send = promptReply(corsOrigins)
  server.route({
    method: 'POST',
    url: '',
    schema: {
      operationId: 'validateLicense',
      tags: ['Validation'],
      summary: 'May this program run on this machine?',
      description:
        'Needs no token: the key is the credential. Every verdict is a 200; only `active` is `valid`. ' +
        'While the store cannot be reached a verdict may be `stale`: right as of `asOf`.',
      body: licenseRequest,
      response: { 200: validateLicenseReply },
    },
    config: {
      readOnly: true,
      isRoutine: true,
      errorFields: noVerdict,
      errors: ['LICENSE_KEY_REQUIRED', 'VALIDATION_ERROR', 'RATE_LIMITED'],
    },
    handler: async ({ body }, reply) => send(reply, validationReply(await validateLicense(body))),
  })
}
