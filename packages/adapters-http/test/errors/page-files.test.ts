import { expect, test } from 'vitest'
import { startApi } from '../support/api.ts'

/** The files of the docs page are served by a library, which has statuses of its own for what it refuses. */

test.each([
  '..%5cindex.html',
  'a%5cb',
  '%00',
  'swagger-ui.css%00',
  'a'.repeat(5000),
  '%2e%2e%2f%2e%2e%2fpackage.json',
  '.hidden',
])('/docs/static/%s is no file of it: 404 in the common shape', async (name) => {
  const { server } = await startApi()
  const response = await server.inject(`/docs/static/${name}`)
  expect(response.statusCode).toBe(404)
  expect(response.json()).toMatchObject({ success: false, message: 'Route not found', code: 'ROUTE_NOT_FOUND' })
})

test.each([
  ['range', 'bytes=99999999-'],
  ['if-match', '"another"'],
  ['if-unmodified-since', 'Thu, 01 Jan 1970 00:00:00 GMT'],
])('a file under a condition that does not hold, %s: %s, is a 400 in the common shape', async (name, value) => {
  const { server } = await startApi()
  const response = await server.inject({ url: '/docs/static/swagger-ui.css', headers: { [name]: value } })
  expect(response.statusCode).toBe(400)
  expect(response.json()).toMatchObject({ success: false, code: 'BAD_REQUEST' })
})
