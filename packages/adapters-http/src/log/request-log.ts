import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'

/**
 * What the log says of requests: one line when a request is done, and nothing that a request could smuggle a secret into.
 * URLs hold licence keys (`/license/revoke/KB-…`), so a request is named by the pattern of its route.
 */
export class RequestLog extends LogController {
  override incomingRequest(): void {
    // The line at the end says it all.
  }

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const line = {
      req: request,
      statusCode: reply.statusCode,
      responseTime: reply.elapsedTime,
    }
    if (error) request.log.warn({ ...line, err: error }, 'reply was not sent')
    else request.log[doneLevel(request, reply)](line, 'request completed')
  }

  override routeNotFound(): void {
    // Fastify's text quotes the URL.
  }

  override writeHeadError(error: Error, request: FastifyRequest): void {
    request.log.error({ err: error }, 'reply could not be written')
  }
}

/** Supervisors ask after this server every few seconds: that all is well is a detail. */
function doneLevel({ routeOptions }: FastifyRequest, { statusCode }: FastifyReply): 'debug' | 'info' {
  return routeOptions.config.isHealthCheck === true && statusCode === 200 ? 'debug' : 'info'
}
