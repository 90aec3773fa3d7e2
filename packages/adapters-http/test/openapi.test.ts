import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { ERROR_CATALOGUE, ERROR_CODES } from '../src/errors/error-catalogue.ts'
import { startApi } from './support/api.ts'

interface Response {
  readonly content?: Readonly<
    Record<
      string,
      { readonly schema: object; readonly examples?: Readonly<Record<string, { readonly value: object }>> }
    >
  >
}

interface Operation {
  readonly operationId: string
  readonly security?: readonly object[]
  readonly requestBody?: { readonly required: boolean }
  readonly responses: Readonly<Record<string, Response>>
}

interface Document {
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: {
      readonly Error: { readonly properties: { readonly code: { readonly enum: readonly string[] } } }
    }
  }
}

let server: FastifyInstance
let document: Document

beforeEach(async () => {
  ;({ server } = await startApi())
  document = (await server.inject('/openapi.json')).json<Document>()
})

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

/** Every route of the contract, and the statuses of its own that it can answer. */
const contract: Readonly<Record<string, readonly string[]>> = {
  'post /auth/signup': ['201', '400', '403', '409', '429', '503'],
  'post /auth/login': ['200', '400', '401', '429', '503'],
  'post /auth/refresh': ['200', '400', '401', '429', '503'],
  'post /auth/password': ['200', '400', '401', '429', '503'],
  'post /auth/logout': ['200', '401', '503'],
  'post /auth/logout-all': ['200', '401', '503'],
  'get /auth/me': ['200', '401'],
  'post /clients': ['201', '400', '401', '409', '422'],
  'post /projects/createProject': ['201', '400', '401', '404', '409', '422'],
  'post /license/create': ['201', '400', '401', '404', '409', '422'],
  'patch /license/revoke/{key}': ['200', '400', '401', '404', '409'],
  'get /dashboard': ['200', '400', '401'],
  'post /validate': ['200', '400', '429', '503'],
  'post /validate/activate': ['200', '400', '403', '404', '409', '422', '429'],
  'get /health': ['200'],
  'get /health/ready': ['200', '503'],
  'get /openapi.json': ['200'],
  'get /docs': ['200'],
}

test('describes every route of the contract with its statuses, and no other', () => {
  const described = operations().map(({ path, method }) => `${method} ${path}`)
  expect(described.toSorted()).toEqual(Object.keys(contract).toSorted())
  for (const { path, method, operation } of operations()) {
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining([...(contract[`${method} ${path}`] ?? [])]))
  }
})

test('every route that the server has is described, but for the assets of the page', () => {
  for (const { path, method } of operations()) {
    const url = path.replaceAll(/\{(\w+)\}/g, ':$1')
    expect(server.hasRoute({ method: method.toUpperCase(), url }) || url === '/docs').toBe(true)
  }
  const printed = server.printRoutes({ commonPrefix: false })
  expect(printed).toContain('/license')
})

describe('errors', () => {
  test('every code stands in the schema, and at a route that can answer it', () => {
    expect(document.components.schemas.Error.properties.code.enum).toEqual(ERROR_CODES)
    const used = operations().flatMap(({ operation }) =>
      Object.values(operation.responses).flatMap(({ content }) =>
        Object.keys(content?.['application/json']?.examples ?? {}),
      ),
    )
    // What no route exists for belongs to none.
    expect(new Set([...used, 'ROUTE_NOT_FOUND'])).toEqual(new Set(ERROR_CODES))
  })

  test('each example is what the server answers', () => {
    for (const { operation } of operations()) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        for (const [code, { value }] of Object.entries(content?.['application/json']?.examples ?? {})) {
          expect(value).toMatchObject({ success: false, code })
          expect(ERROR_CATALOGUE).toHaveProperty([code, 'status'], Number(status))
        }
      }
    }
  })

  test('a route with a text of its own for failures shows it', () => {
    const examples = document.paths['/dashboard']?.['get']?.responses['500']?.content?.['application/json']?.examples
    expect(examples?.['STORE_UNAVAILABLE']?.value).toMatchObject({ message: 'Failed to fetch dashboard' })
  })
})

test('routes that ask for a token say so, and no others', () => {
  const guarded = operations()
    .filter(({ operation }) => operation.security !== undefined)
    .map(({ path }) => path)
  expect(guarded).toEqual([
    '/auth/password',
    '/auth/me',
    '/auth/logout',
    '/auth/logout-all',
    '/clients',
    '/projects/createProject',
    '/license/create',
    '/license/revoke/{key}',
    '/dashboard',
  ])
})

test('names no server but the one it came from', () => {
  expect(document.servers).toEqual([{ url: '/' }])
})

test('request schemas carry the limits of the domain', () => {
  const body: unknown = document.paths['/projects/createProject']?.['post']?.requestBody
  expect(body).toMatchObject({
    required: true,
    content: {
      'application/json': {
        schema: {
          required: ['clientId', 'projectName', 'duration', 'services'],
          properties: {
            projectName: { type: 'string', maxLength: 200 },
            duration: { type: 'integer', minimum: 1, maximum: 12 },
            services: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: ['Hosting', 'Domain'] } },
          },
        },
      },
    },
  })
})

describe('the page', () => {
  test('names nothing outside', async () => {
    for (const url of ['/docs', '/docs/', '/docs/static/index.css']) {
      const { statusCode, body } = await server.inject(url)
      expect(statusCode).toBe(200)
      expect(body).not.toMatch(/https?:\/\/|src="\/\//)
    }
  })

  test('may load only what comes from here', async () => {
    const { headers } = await server.inject('/docs')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).toContain("script-src 'self';")
  })
})
