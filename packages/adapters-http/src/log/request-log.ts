import { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { handedBack } from '../verdict-lane/handed-back.ts'

const LEVELS_WITHOUT_DEBUG: ReadonlySet<string> = new Set(['info', 'warn', 'error', 'fatal', 'silent'])

/**
 * What the log says of requests: one line when a request is done, and nothing that a request could smuggle a secret into.
 * URLs hold licence keys (`/license/revoke/KB-…`), so a request is named by the pattern of its route.
 */
export class RequestLog extends LogController {
  /** By the logger of the server that the request came to. */
  readonly #doneLogs = new WeakMap<FastifyBaseLogger, FastifyBaseLogger>()

  override incomingRequest(): void {
    // The line at the end says it all.
  }

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    if (error) {
      const { statusCode, responseTime } = outcome(request, reply)
      request.log.warn({ req: request, statusCode, responseTime, err: error }, 'reply was not sent')
      return
    }
    const level = doneLevel(request, reply)
    const log = this.#doneLog(request.server.log)
    // Before a line is made that nobody will see.
    if (level === 'debug' && LEVELS_WITHOUT_DEBUG.has(log.level)) return
    const { statusCode, responseTime } = outcome(request, reply)
    log[level]({ [this.requestIdLogLabel]: request.id, req: request, statusCode, responseTime }, 'request completed')
  }

  override routeNotFound(): void {
    // Fastify's text quotes the URL.
  }

  override writeHeadError(error: Error, request: FastifyRequest): void {
    request.log.error({ err: error }, 'reply could not be written')
  }

  /**
   * The same logger without redaction by field name, which copies and walks every object of a line: most of what a line
   * costs, and this line has no field that could hold a secret.
   */
  #doneLog(log: FastifyBaseLogger): FastifyBaseLogger {
    const known = this.#doneLogs.get(log)
    if (known !== undefined) return known
    const made = log.child({}, { redact: [] })
    this.#doneLogs.set(log, made)
    return made
  }
}

function outcome({ raw }: FastifyRequest, { statusCode, elapsedTime }: FastifyReply) {
  return { statusCode, responseTime: elapsedTime + (handedBack(raw)?.waitedMs ?? 0) }
}

/** Verdicts are nearly all requests, and supervisors ask after this server every few seconds: that all is well is a detail. */
function doneLevel({ routeOptions }: FastifyRequest, { statusCode }: FastifyReply): 'debug' | 'info' {
  return routeOptions.config.isRoutine === true && statusCode === 200 ? 'debug' : 'info'
}
