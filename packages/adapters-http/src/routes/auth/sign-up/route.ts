import { ApiError } from '../../../errors/api-error.ts'
import { granted } from '../../../errors/domain-errors.ts'
import type { HttpOptions } from '../../../http-options.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { signedUp } from './reply.ts'
import { signUpBody, signUpReply } from './schema.ts'

export function signUpRoute(
  server: TypedServer,
  { signUp }: Pick<HttpUseCases, 'signUp'>,
  { signup }: Pick<HttpOptions, 'signup'>,
): void {
  server.route({
    method: 'POST',
    url: '',
    schema: {
      operationId: 'signUp',
      tags: ['Accounts'],
      summary: 'Open an account for a developer who sells software',
      body: signUpBody,
      response: { 201: signUpReply },
    },
    config: {
      errors: [
        'FIELDS_REQUIRED',
        'PASSWORDS_DO_NOT_MATCH',
        'PASSWORD_TOO_SHORT',
        'VALIDATION_ERROR',
        'SIGNUP_CLOSED',
        'EMAIL_TAKEN',
        'RATE_LIMITED',
        'OVERLOADED',
      ],
    },
    onRequest: (_request, _reply, done) => done(signup === 'closed' ? new ApiError('SIGNUP_CLOSED') : undefined),
    handler: async ({ body }, reply) => reply.code(201).send(signedUp(granted(await signUp(body)))),
  })
}
