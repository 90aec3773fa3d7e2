import { randomUUID } from 'node:crypto'
import {
  fastify,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyHttpOptions,
  type RawServerDefault,
} from 'fastify'
import { clientErrorHandler } from './errors/client-error.ts'
import { errorHandler } from './errors/error-handler.ts'
import { refuseTunnels } from './errors/tunnel-requests.ts'
import type { HttpOptions } from './http-options.ts'
import type { HttpUseCases } from './http-use-cases.ts'
import { addBodyDigests } from './idempotency/body-digest.ts'
import { Lifecycle } from './lifecycle.ts'
import { addAdmission } from './load/admission.ts'
import { boundArrivingBodies } from './load/arriving-bodies.ts'
import { LOAD_BOUNDS } from './load/bounds.ts'
import { cutCrowdedConnections } from './load/crowded-connections.ts'
import { Share } from './load/share.ts'
import { RequestLog } from './log/request-log.ts'
import { requestLogger } from './log/request-logger.ts'
import { logSerializers } from './log/serializers.ts'
import { addDocs } from './openapi/docs.ts'
import { answerPreflights } from './plugins/cors.ts'
import { addJsonBody, BODY_LIMIT_BYTES } from './plugins/json-body.ts'
import { limitsOf } from './plugins/limits.ts'
import { routableUrl } from './plugins/malformed-url.ts'
import { addLeaving } from './plugins/leaving.ts'
import { addReplyHeaders } from './plugins/reply-headers.ts'
import { addRequestTime } from './plugins/request-time.ts'
import { addRequestMetrics } from './plugins/request-metrics.ts'
import { trustedProxies } from './plugins/trusted-proxies.ts'
import { addTurnAway } from './plugins/turn-away.ts'
import './route-config.ts'
import { addRoutes } from './routes/all-routes.ts'
import { serializeBySchemas } from './schema/reply-serialization.ts'
import { validateRequest } from './schema/request-validation.ts'
import type { ValibotTypeProvider } from './schema/valibot-type-provider.ts'
import { addVerdictLane } from './verdict-lane/add-verdict-lane.ts'
import { TakeableRequest } from './verdict-lane/takeable-request.ts'

/** A server that speaks the whole API and does not listen yet. Closing it waits for the requests under way. */
export async function createHttpServer(useCases: HttpUseCases, options: HttpOptions): Promise<FastifyInstance> {
  const server = fastify(serverOptions(options)).withTypeProvider<ValibotTypeProvider>()
  ignoreExpectations(server)

  server.setValidatorCompiler(validateRequest)
  server.setErrorHandler(errorHandler(options.production))
  server.decorateRequest('claims', null)
  if (options.startRequestTime !== undefined) addRequestTime(server, options.startRequestTime)
  serializeBySchemas(server)
  addJsonBody(server)
  addBodyDigests(server)
  addReplyHeaders(server, options.corsOrigins)
  answerPreflights(server, options.corsOrigins)
  const lifecycle = options.lifecycle ?? new Lifecycle()
  addTurnAway(server, lifecycle)
  const bounds = { ...LOAD_BOUNDS, ...options.loadBounds }
  const validations = new Share(bounds.validations)
  const pages = new Share(bounds.pages)
  const limits = limitsOf(options)
  await addVerdictLane(server, useCases, {
    ...options,
    lifecycle,
    validations,
    limit: limits.validate,
    keyGuesses: limits.keyGuesses,
  })
  cutCrowdedConnections(server.server, bounds.replies)
  refuseTunnels(server.server, options.corsOrigins)
  addLeaving(server, lifecycle)
  addAdmission(server)
  boundArrivingBodies(server, bounds.arrivingBodies)
  if (options.metrics !== 'off') addRequestMetrics(server, options.metrics)

  await addDocs(server, options, pages)
  await addRoutes(server, useCases, options, { lifecycle, limits, bounds, validations, pages })
  return server
}

function serverOptions(options: HttpOptions): FastifyHttpOptions<RawServerDefault> {
  const { logger, trustedProxies: proxies, corsOrigins } = options
  return {
    ...(isLogger(logger)
      ? { loggerInstance: logger.child({}, { serializers: { ...logSerializers } }) }
      : { logger: withSerializers(logger) }),
    logController: new RequestLog({ requestIdLogLabel: 'requestId' }),
    childLoggerFactory: requestLogger,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: proxies.length > 0 ? trustedProxies(proxies) : false,
    bodyLimit: BODY_LIMIT_BYTES,
    // A path parameter is as long as the URL lets it be: how long a key may be is for its schema to say.
    routerOptions: { maxParamLength: 16 * 1024 },
    rewriteUrl: routableUrl,
    exposeHeadRoutes: false,
    // Its reply has another shape; a hook refuses what comes while the server closes.
    return503OnClosing: false,
    clientErrorHandler: clientErrorHandler(corsOrigins),
    ...timeouts,
  }
}

/**
 * Milliseconds. Slow senders are answered 408 before an idle connection is cut without a word, and a connection is kept
 * for longer than the 60 s of common load balancers, which otherwise send into one that is just being closed.
 *
 * Heads are at most 16 KiB, Node's default. How many requests a connection may carry is not limited: Node would answer
 * the one too many with a bare 503.
 */
const timeouts = {
  /** For the whole request, head and body. */
  requestTimeout: 20_000,
  /** Without a byte in either direction, such as a dashboard that nobody reads. */
  connectionTimeout: 30_000,
  /** Between the requests of one connection. */
  keepAliveTimeout: 72_000,
  http: {
    headersTimeout: 10_000,
    /** How often Node looks for requests that are over time. */
    connectionsCheckingInterval: 1000,
    // Checked by a hook, which answers in the shape of every other error.
    requireHostHeader: false,
    IncomingMessage: TakeableRequest,
  },
} as const satisfies FastifyHttpOptions<RawServerDefault>

/** A server may ignore an `Expect` it does not know (RFC 9110 §10.1.1); Node would answer 417 in no shape at all. */
function ignoreExpectations({ server }: FastifyInstance): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
}

function isLogger(logger: HttpOptions['logger']): logger is FastifyBaseLogger {
  return typeof logger === 'object' && 'child' in logger
}

function withSerializers(
  logger: Exclude<HttpOptions['logger'], FastifyBaseLogger>,
): Exclude<HttpOptions['logger'], FastifyBaseLogger> {
  if (logger === false) return false
  return { ...(logger === true ? {} : logger), serializers: { ...logSerializers } }
}
