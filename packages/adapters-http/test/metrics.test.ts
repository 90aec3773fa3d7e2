import { createPrometheusMetrics } from '@keybox/adapters-metrics'
import { parsePrometheusText, type Sample } from '@keybox/contracts'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { startApi } from './support/api.ts'

const DURATIONS = 'keybox_http_request_duration_seconds'

async function startRecorded(useCases = {}): Promise<FastifyInstance> {
  const { server } = await startApi({ options: { metrics: createPrometheusMetrics() }, useCases })
  return server
}

async function scraped(server: FastifyInstance): Promise<readonly Sample[]> {
  const page = await server.inject('/metrics')
  expect(page.statusCode).toBe(200)
  return parsePrometheusText(page.body).flatMap(({ samples }) => samples)
}

/** How many requests there were, as `method route status`. */
async function counts(server: FastifyInstance): Promise<Readonly<Record<string, number>>> {
  const counted = (await scraped(server)).filter(({ name }) => name === `${DURATIONS}_count`)
  return Object.fromEntries(
    counted.map(({ labels: { method, route, status }, value }) => [[method, route, status].join(' '), value]),
  )
}

describe('with metrics', () => {
  test('requests are counted by pattern and status', async () => {
    const server = await startRecorded({ validateLicense: () => Promise.reject(new Error('broken')) })
    await server.inject('/health')
    await server.inject('/health')
    await server.inject({ method: 'POST', url: '/validate', payload: {} })
    await server.inject({ method: 'POST', url: '/%76alidate', payload: { key: 'k' } })
    await server.inject({ method: 'PATCH', url: '/license/revoke/KB-507f1f77bcf86cd799439011-ABCD-EFGH-JKMN' })
    await server.inject('/docs/static/index.css?token=secret')
    expect(await counts(server)).toEqual({
      'GET /health 200': 2,
      'POST /validate 400': 1,
      'POST /validate 500': 1,
      'PATCH /license/revoke/:key 401': 1,
      'GET /docs/static/* 200': 1,
    })
  })

  test('whatever is unknown or malformed is one route, whoever makes up its name', async () => {
    const server = await startRecorded()
    for (const url of ['/a', '/b?c=d', '/validate/e', '/health/', '/metrics/f']) await server.inject(url)
    await server.inject({ method: 'DELETE', url: '/metrics' })
    await server.inject({ method: 'OPTIONS', url: '/validate' })
    await server.inject('/%ff')
    expect(await counts(server)).toEqual({ 'unknown unknown 404': 7, 'unknown unknown 400': 1 })
  })

  test('times are in buckets of seconds', async () => {
    const server = await startRecorded()
    await server.inject('/health')
    const series = (await scraped(server)).filter(({ labels }) => labels['route'] === '/health')
    expect(series.filter(({ name }) => name === `${DURATIONS}_bucket`).map(({ labels }) => labels['le'])).toEqual([
      '0.0005',
      '0.001',
      '0.0025',
      '0.005',
      '0.01',
      '0.025',
      '0.05',
      '0.1',
      '0.25',
      '0.5',
      '1',
      '2.5',
      '10',
      '+Inf',
    ])
    expect(series.find(({ name }) => name === `${DURATIONS}_sum`)?.value).toBeGreaterThan(0)
  })

  test('the page is text, in no cache, and not in the description', async () => {
    const server = await startRecorded()
    const { headers } = await server.inject('/metrics')
    expect(headers).toMatchObject({
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    expect((await server.inject('/openapi.json')).json()).not.toHaveProperty(['paths', '/metrics'])
  })

  test('a page of another origin gets what it would without', async () => {
    const server = await startRecorded()
    const response = await server.inject({ url: '/metrics', headers: { origin: 'https://elsewhere.example' } })
    expect(response.statusCode).toBe(404)
    expect(response.json()).toMatchObject({ success: false, code: 'ROUTE_NOT_FOUND' })
  })

  test('the page is not rate limited', async () => {
    const limit = { max: 1, windowMs: 60_000 }
    const options = { metrics: createPrometheusMetrics(), validateRate: limit, authRate: limit }
    const { server } = await startApi({ options })
    for (let i = 0; i < 5; i += 1) expect((await server.inject('/metrics')).statusCode).toBe(200)
  })
})

test('without metrics the path is as any other unknown one', async () => {
  const { server } = await startApi()
  const [page, unknown] = [await server.inject('/metrics'), await server.inject('/nowhere')]
  expect(page.statusCode).toBe(404)
  expect({ ...page.json<object>(), requestId: '' }).toEqual({ ...unknown.json<object>(), requestId: '' })
})
