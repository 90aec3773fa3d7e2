import { granted } from '../../../errors/domain-errors.ts'
import type { HttpUseCases } from '../../../http-use-cases.ts'
import { signedIn } from '../../../plugins/authentication.ts'
import type { ClientOf } from '../../../plugins/client-address.ts'
import type { TypedServer } from '../../../schema/valibot-type-provider.ts'
import { changePasswordBody, changePasswordReply } from './schema.ts'

export function changePasswordRoute(
  server: TypedServer,
  { changePassword }: Pick<HttpUseCases, 'changePassword'>,
  clientOf: ClientOf,
): void {
  server.route({
    method: 'POST',
    url: '',
    schema: {
      operationId: 'changePassword',
      tags: ['Accounts'],
      summary: 'Change the password, and end every other session of the account',
      description:
        'A wrong old password counts as one at log-in does: after 100 for one account within an hour the reply is 429 also to a right one, ' +
        'save from where the account was used lately.',
      body: changePasswordBody,
      response: { 200: changePasswordReply },
    },
    config: {
      errors: [
        'FIELDS_REQUIRED',
        'PASSWORDS_DO_NOT_MATCH',
        'PASSWORD_TOO_SHORT',
        'VALIDATION_ERROR',
        'TOKEN_MISSING',
        'UNAUTHORIZED',
        'INVALID_CREDENTIALS',
        'RATE_LIMITED',
        'OVERLOADED',
      ],
    },
    handler: async (request, reply) => {
      const { old_password: oldPassword, new_password: newPassword } = request.body
      const network = clientOf(request.raw)
      granted(await changePassword({ ...signedIn(request), oldPassword, newPassword, network }))
      return reply.code(200).send({ success: true, message: 'Password changed' })
    },
  })
}
