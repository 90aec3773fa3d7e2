import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import type { HttpOptions } from '../http-options.ts'
import { describedAs } from '../schema/field.ts'
import { documentOptions } from './document.ts'

/** The page loads its own assets and nothing else; the library sets styles by script and shows icons as data URIs. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** `GET /openapi.json`, and `GET /docs` for people. Before the routes, which it watches being added. */
export async function addDocs(server: FastifyInstance, { version }: Pick<HttpOptions, 'version'>): Promise<void> {
  await server.register(swagger, documentOptions(version))
  server.route({
    method: 'GET',
    url: '/openapi.json',
    schema: {
      operationId: 'readDescription',
      tags: ['Operations'],
      summary: 'This description',
      response: { 200: v.pipe(v.looseObject({ openapi: v.string() }), describedAs({ additionalProperties: true })) },
    },
    config: { servesWhileClosing: true },
    handler: () => server.swagger(),
  })
  await server.register(async (page) => {
    page.addHook('onSend', (_request, reply, _payload, done) => {
      // Static files bring a Cache-Control of their own.
      reply.headers({ 'cache-control': 'no-store', 'content-security-policy': PAGE_POLICY })
      done()
    })
    await page.register(swaggerUi, {
      routePrefix: '/docs',
      theme: { title: 'KeyBox API' },
      uiConfig: { displayRequestDuration: true, tryItOutEnabled: true },
    })
  })
}
