import type { onRequestHookHandler } from 'fastify'
import type { KeyGuesses } from '../../../guessing/key-guesses.ts'
import { refusalOfActivation } from '../../../guessing/refusal-of-activation.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import { answerOnce } from '../../../idempotency/answer-once.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { licenseRequest } from '../license-request.ts'
import { licenseActivated } from './reply.ts'
import { activateLicenseReply } from './schema.ts'

export function activateLicenseRoute(
  server: TypedServer,
  { activateLicense, validateLicense }: Pick<HttpUseCases, 'activateLicense' | 'validateLicense'>,
  admit: onRequestHookHandler,
  keyGuesses: KeyGuesses | 'off',
): void {
  server.route({
    method: 'POST',
    url: '/activate',
    schema: {
      operationId: 'activateLicense',
      tags: ['Validation'],
      summary: 'Bind a licence to this machine',
      description:
        'Needs no token: the key is the credential. The same machine may activate again and again. ' +
        'To an address that asked for too many unknown keys a refusal is 429, unless the machine is the one that the licence is bound to.',
      body: licenseRequest,
      response: { 200: activateLicenseReply },
    },
    config: {
      idempotent: true,
      errors: [
        'LICENSE_KEY_REQUIRED',
        'MACHINE_ID_REQUIRED',
        'VALIDATION_ERROR',
        'LICENSE_REVOKED',
        'LICENSE_EXPIRED',
        'LICENSE_BOUND_ELSEWHERE',
        'LICENSE_NOT_FOUND',
        'RATE_LIMITED',
        'OVERLOADED',
      ],
    },
    onRequest: admit,
    handler: (request, reply) =>
      answerOnce(request, reply.code(200), licenseActivated, async (named) => {
        const outcome = await activateLicense(request.body, named)
        if (outcome.ok || outcome.error.type === 'AlreadyAnswered') return outcome
        const proven = async () => (await validateLicense(request.body)).proven
        const refusal = await refusalOfActivation(outcome.error, proven, request.raw, keyGuesses)
        if (refusal !== undefined) throw refusal
        return outcome
      }),
  })
}
