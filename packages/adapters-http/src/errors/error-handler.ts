import type { FastifyReply, FastifyRequest } from 'fastify'
import { describeFailure } from '../log/failure-description.ts'
import type { ApiError } from './api-error.ts'
import { ERROR_CATALOGUE } from './error-catalogue.ts'
import { errorReply } from './error-reply.ts'
import { toApiError } from './framework-errors.ts'
import { sendDespiteBody } from './unread-body.ts'

export type ErrorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void

/** Answers everything that was thrown, in the one error shape. */
export function errorHandler(production: boolean): ErrorHandler {
  return (thrown, request, reply) => {
    const error = toApiError(thrown)
    const { status } = ERROR_CATALOGUE[error.code]
    if (status === 500) request.log.error({ err: error.cause ?? error }, 'request failed')
    sendDespiteBody(request, reply, () => {
      void reply
        .code(status)
        .headers(error.headers)
        .send(body(error, status, request, production))
    })
  }
}

function body(error: ApiError, status: number, request: FastifyRequest, production: boolean): object {
  const { failureMessage, errorFields } = request.routeOptions.config
  return {
    ...errorReply(error.code, request.id),
    ...(status === 500 && failureMessage !== undefined && { message: failureMessage }),
    ...(status === 500 && !production && { error: describeFailure(error.cause ?? error) }),
    ...error.fields,
    ...errorFields?.(status),
  }
}
