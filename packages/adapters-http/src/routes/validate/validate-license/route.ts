import { Readable } from 'node:stream'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import type { VerdictLane } from '../../../verdict-lane/verdict-lane.ts'
import { licenseRequest } from '../license-request.ts'
import { noVerdict, validationReply } from './reply.ts'
import { validateLicenseReply } from './schema.ts'

export function validateLicenseRoute(
  server: TypedServer,
  { validateLicense }: Pick<HttpUseCases, 'validateLicense'>,
  lane: VerdictLane | undefined,
): void {
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
    preParsing: (request, _reply, payload, done) => {
      // The lane has read it already.
      const unfinished = lane?.unfinished(request.raw)
      done(null, unfinished === undefined ? payload : Readable.from([unfinished.body]))
    },
    handler: async ({ body, raw }, reply) => {
      const unfinished = lane?.unfinished(raw)
      if (unfinished !== undefined) throw unfinished.failure
      return reply.code(200).send(validationReply(await validateLicense(body)))
    },
  })
}
