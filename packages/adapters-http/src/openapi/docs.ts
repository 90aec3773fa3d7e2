import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import type { HttpOptions } from '../http-options.ts'
import { admissionUntilTaken } from '../load/admission.ts'
import type { Share } from '../load/share.ts'
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

const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" fill="none" stroke="#fff" stroke-width="3">
<circle cx="14" cy="20" r="8"/><path d="M22 20h16m-6 0v6m6-6v4"/>
<text x="46" y="27" fill="#fff" stroke="none" font-family="sans-serif" font-size="20">KeyBox</text></svg>`

/** `GET /openapi.json`, and `GET /docs` for people. Before the routes, which it watches being added. */
export async function addDocs(
  server: FastifyInstance,
  { version }: Pick<HttpOptions, 'version'>,
  pages: Share,
): Promise<void> {
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
    config: { servesWhileClosing: true, errors: ['OVERLOADED'] },
    onRequest: admissionUntilTaken(pages),
    handler: () => server.swagger(),
  })
  await server.register(async (page) => {
    page.addHook('onRequest', admissionUntilTaken(pages))
    page.addHook('onSend', (_request, reply, _payload, done) => {
      // Static files bring a Cache-Control of their own.
      reply.headers({ 'cache-control': 'no-store', 'content-security-policy': PAGE_POLICY })
      done()
    })
    await page.register(swaggerUi, {
      routePrefix: '/docs',
      logo: { type: 'image/svg+xml', content: LOGO },
      theme: { title: 'KeyBox API' },
      uiConfig: { displayRequestDuration: true, tryItOutEnabled: true },
    })
  })
}
