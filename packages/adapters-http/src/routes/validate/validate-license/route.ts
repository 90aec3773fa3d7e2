import { Readable } from 'node:stream'
import type { onRequestHookHandler } from 'fastify'
import type { KeyGuesses } from '../../../guessing/key-guesses.ts'
import { refusalOf } from '../../../guessing/refusal-of-validation.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { handedBack } from '../../../verdict-lane/handed-back.ts'
import { licenseRequest } from '../license-request.ts'
import { noVerdict, validationReply } from './reply.ts'
import { validateLicenseReply } from './schema.ts'

export function validateLicenseRoute(
  server: TypedServer,
  { validateLicense }: Pick<HttpUseCases, 'validateLicense'>,
  admit: onRequestHookHandler,
  keyGuesses: KeyGuesses | 'off',
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
        'While the store cannot be reached a verdict may be `stale`: right as of `asOf`. ' +
        'To an address that asked for too many unknown keys the reply is 429, unless the machine is the one that the licence is bound to.',
      body: licenseRequest,
      response: { 200: validateLicenseReply },
    },
    config: {
      readOnly: true,
      isRoutine: true,
      errorFields: noVerdict,
      errors: ['LICENSE_KEY_REQUIRED', 'VALIDATION_ERROR', 'RATE_LIMITED', 'OVERLOADED'],
    },
    onRequest: admit,
    preParsing: (request, _reply, payload, done) => {
      // The lane has read it already.
      const failed = handedBack(request.raw)?.failed
      done(null, failed === undefined ? payload : Readable.from([failed.body]))
    },
    handler: async ({ body, raw }, reply) => {
      const failed = handedBack(raw)?.failed
      if (failed !== undefined) throw failed.failure
      const validation = await validateLicense(body)
      const refusal = refusalOf(validation, raw, keyGuesses)
      if (refusal !== undefined) throw refusal
      return reply.code(200).send(validationReply(validation))
    },
  })
}
