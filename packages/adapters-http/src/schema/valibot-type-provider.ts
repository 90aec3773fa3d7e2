import type { FastifyInstance, FastifyTypeProvider, RawServerDefault, FastifyBaseLogger } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GenericSchema, InferInput, InferOutput } from 'valibot'

/**
 * Types requests and replies by the valibot schemas of their routes: a handler gets what validation made of a request,
 * and a reply that does not fit its schema does not compile.
 */
export interface ValibotTypeProvider extends FastifyTypeProvider {
  readonly validator: this['schema'] extends GenericSchema ? InferOutput<this['schema']> : unknown
  readonly serializer: this['schema'] extends GenericSchema ? InferInput<this['schema']> : unknown
}

export type TypedServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ValibotTypeProvider
>
