import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { RouteOptions } from 'fastify'
import type { GenericSchema } from 'valibot'
import { requestJsonSchema } from '../schema/json-schema.ts'
import type { OperationObject, PathsObject } from './document-types.ts'
import { errorResponses } from './error-responses.ts'
import { errorSchema } from './error-schema.ts'
import { IDEMPOTENCY_KEY, statusHeaders } from './header-docs.ts'
import { INTRODUCTION, TAGS } from './introduction.ts'
import { describeRoute } from './route-errors.ts'

type Transform = NonNullable<FastifyDynamicSwaggerOptions['transform']>
type TransformObject = NonNullable<FastifyDynamicSwaggerOptions['transformObject']>

/**
 * How `@fastify/swagger` makes the description: requests and successes from the very schemas that validate and serialise,
 * errors from the catalogue that the error handler answers from.
 */
export function documentOptions(version: string): FastifyDynamicSwaggerOptions {
  const routes = new Map<string, RouteOptions>()
  return {
    openapi: {
      openapi: '3.0.3',
      info: { title: 'KeyBox', version, description: INTRODUCTION, license: { name: 'MIT' } },
      // Relative: wherever the document was fetched from, whatever proxy stands before it.
      servers: [{ url: '/' }],
      tags: TAGS,
      components: {
        schemas: { Error: errorSchema },
        securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
    },
    transform: ({ schema, url, route }) => {
      if (schema?.operationId !== undefined) routes.set(schema.operationId, route)
      return { schema: describedSchema(schema, route), url }
    },
    transformObject: (document) => withResponses(document, routes),
  }
}

/** Everything in JSON Schema; replies are so already. */
function describedSchema(schema: Parameters<Transform>[0]['schema'], route: RouteOptions): typeof schema {
  const parts = { params: schema.params, querystring: schema.querystring, body: schema.body }
  const converted = Object.entries(parts)
    .filter(([, part]) => part !== undefined)
    .map(([name, part]) => [name, requestJsonSchema(part as GenericSchema)])
  return {
    ...schema,
    ...Object.fromEntries(converted),
    // Described only: what is wrong with it is told after what is wrong with the body.
    ...(route.config?.idempotent === true && { headers: IDEMPOTENCY_KEY }),
    ...(asksForToken(route) && { security: [{ token: [] }] }),
  }
}

function asksForToken({ config }: RouteOptions): boolean {
  return config?.errors?.includes('TOKEN_MISSING') === true
}

function withResponses(document: Parameters<TransformObject>[0], routes: ReadonlyMap<string, RouteOptions>) {
  if (!('openapiObject' in document)) throw new TypeError('The description is an OpenAPI 3 document')
  const { openapiObject } = document
  const paths = Object.entries(openapiObject.paths as PathsObject).map(([path, operations]) => {
    const described = Object.entries(operations).map(([method, operation]) => {
      const route = routes.get(operation.operationId ?? '')
      return [method, route === undefined ? operation : describeOperation(method, operation, route)]
    })
    return [path, Object.fromEntries(described)]
  })
  return { ...openapiObject, paths: { ...Object.fromEntries(paths), ...PAGE } }
}

function describeOperation(method: string, operation: OperationObject, route: RouteOptions): OperationObject {
  const described = describeRoute(route)
  const successes = Object.entries(operation.responses).map(([status, response]) => [
    status,
    { ...response, description: 'Success', headers: statusHeaders(Number(status), described) },
  ])
  const { requestBody, ...rest } = operation
  return {
    ...rest,
    // A body of GET has no meaning in OpenAPI 3.0 (§4.7.10): the description of the route tells of it.
    ...(requestBody !== undefined && method !== 'get' && { requestBody: withRequired(requestBody) }),
    responses: { ...Object.fromEntries(successes), ...errorResponses(described) },
  }
}

/** Its routes are the library's own. */
const PAGE: PathsObject = {
  '/docs': {
    get: {
      operationId: 'readDocs',
      tags: ['Operations'],
      summary: 'This description, for people',
      responses: {
        200: {
          description: 'Success',
          headers: statusHeaders(200, { rateLimited: false, idempotent: false }),
          content: { 'text/html': { schema: { type: 'string' } } },
        },
      },
    },
  },
}

type RequestBody = NonNullable<OperationObject['requestBody']>

/** A body may be left out where none of its fields is required. */
function withRequired(body: RequestBody): RequestBody {
  const required = Object.values(body.content).some(
    ({ schema }) => Array.isArray(schema['required']) && schema['required'].length > 0,
  )
  return { ...body, required }
}
