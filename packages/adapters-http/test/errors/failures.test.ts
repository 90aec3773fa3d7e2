import { err, ok, StoreFailure, type StoreFailureCode } from '@keybox/domain'
import type { InjectOptions } from 'fastify'
import { describe, expect, test } from 'vitest'
import { DOMAIN_ERRORS, fromDomainError } from '../../src/errors/domain-errors.ts'
import { ERROR_CATALOGUE } from '../../src/errors/error-catalogue.ts'
import type { HttpUseCases } from '../../src/index.ts'
import { startApi } from '../support/api.ts'
import { aDeveloper } from '../support/developer.ts'

const ID = 'a'.repeat(24)
const KEY = `KB-${ID}-AAAA-BBBB-CCCC`
const PASSWORD = 'long enough'

/** A request that is in order, for each use case that a store's failure can meet, and what a 500 of its route says. */
const rows: readonly (readonly [keyof HttpUseCases, InjectOptions, message: string])[] = [
  [
    'signUp',
    {
      method: 'POST',
      url: '/auth/signup',
      payload: { name: 'n', email: 'a@b.de', password: PASSWORD, confirm_password: PASSWORD },
    },
    'Internal server error',
  ],
  [
    'logIn',
    { method: 'POST', url: '/auth/login', payload: { email: 'a@b.de', password: PASSWORD } },
    'Internal server error',
  ],
  [
    'createClient',
    { method: 'POST', url: '/clients', payload: { name: 'n', email: 'a@b.de' } },
    'Internal server error',
  ],
  [
    'createProject',
    {
      method: 'POST',
      url: '/projects/createProject',
      payload: { clientId: ID, projectName: 'p', duration: 1, services: ['Hosting'] },
    },
    'Failed to create project and license',
  ],
  [
    'createLicense',
    { method: 'POST', url: '/license/create', payload: { clientId: ID, projectId: ID, duration: 1 } },
    'Internal server error',
  ],
  ['revokeLicense', { method: 'PATCH', url: `/license/revoke/${KEY}` }, 'Internal server error'],
  [
    'activateLicense',
    { method: 'POST', url: '/validate/activate', payload: { key: KEY, machineId: 'm' } },
    'Internal server error',
  ],
  ['validateLicense', { method: 'POST', url: '/validate', payload: { key: KEY } }, 'Internal server error'],
  ['readDashboard', { method: 'GET', url: '/dashboard' }, 'Failed to fetch dashboard'],
]

async function failing(name: keyof HttpUseCases, failure: Error, production = false) {
  const broken = name === 'readDashboard' ? () => neverBegins(failure) : () => Promise.reject(failure)
  const { server } = await startApi({ useCases: { [name]: broken }, options: { production } })
  // An account from before the failure, whatever it is that fails.
  const authenticated = name === 'signUp' || name === 'logIn' ? undefined : await aDeveloper(server)
  return { server, headers: authenticated?.headers ?? {} }
}

async function* neverBegins(failure: Error): AsyncGenerator<never> {
  yield* await Promise.reject<readonly never[]>(failure)
}

describe.each(rows)('%s', (name, request, message) => {
  const codes: readonly StoreFailureCode[] = ['STORE_UNAVAILABLE', 'OUTCOME_UNKNOWN']
  test.each(codes)('a store that fails with %s', async (code) => {
    const { server, headers } = await failing(name, new StoreFailure(code, 'no answer'))
    const response = await server.inject({ ...request, headers })
    expect(response.statusCode).toBe(500)
    expect(response.json()).toMatchObject({
      success: false,
      message,
      code,
      requestId: response.headers['x-request-id'],
      error: 'StoreFailure: no answer',
    })
  })

  test('in production nothing of the cause is told', async () => {
    const { server, headers } = await failing(name, new Error('secret table name'), true)
    const response = await server.inject({ ...request, headers })
    expect(response.statusCode).toBe(500)
    expect(response.json()).toMatchObject({ message, code: 'INTERNAL' })
    expect(response.json()).not.toHaveProperty('error')
    expect(response.body).not.toContain('secret')
  })
})

test('a failure of POST /validate is no verdict', async () => {
  const { server } = await failing('validateLicense', new StoreFailure('STORE_UNAVAILABLE', 'gone'))
  const response = await server.inject({ method: 'POST', url: '/validate', payload: { key: KEY } })
  expect(response.json()).toMatchObject({ success: false, valid: null, status: 'server_error' })
})

test.each([
  ['/projects/createProject', 'POST', 'Failed to create project and license'],
  ['/dashboard', 'GET', 'Failed to fetch dashboard'],
  ['/clients', 'POST', 'Internal server error'],
] as const)('a store that fails while the token is checked: %s', async (url, method, message) => {
  const { server } = await startApi({
    useCases: { authenticate: () => Promise.reject(new StoreFailure('STORE_UNAVAILABLE', 'gone')) },
  })
  const response = await server.inject({ url, method, headers: { authorization: 'Bearer a.b.c' } })
  expect(response.statusCode).toBe(500)
  expect(response.json()).toMatchObject({ message, code: 'STORE_UNAVAILABLE' })
})

test('the details of a failure never hold a secret', async () => {
  const text = `E11000 dup key ${KEY.toLowerCase()} at mongodb://user:pass@db:27017, token eyJh.eyJz.sig, $argon2id$v=19$m=1$a$b`
  const { server } = await failing('validateLicense', new Error(text))
  const response = await server.inject({ method: 'POST', url: '/validate', payload: { key: KEY } })
  expect(response.json()).toMatchObject({
    error:
      'Error: E11000 dup key KB-<redacted> at mongodb://<redacted>@db:27017, token <token redacted>, <hash redacted>',
  })
})

test('an overloaded server says when to come back', async () => {
  const { server } = await startApi({
    useCases: { logIn: () => Promise.resolve(err({ type: 'Overloaded', retryAfterSeconds: 7 })) },
  })
  const response = await server.inject({
    method: 'POST',
    url: '/auth/login',
    payload: { email: 'a@b.de', password: 'x' },
  })
  expect(response.statusCode).toBe(503)
  expect(response.json()).toMatchObject({ success: false, code: 'OVERLOADED' })
  expect(response.headers['retry-after']).toBe('7')
})

describe('readiness', () => {
  test('503 while the store does not answer', async () => {
    let down = true
    const checkStore = () => (down ? Promise.reject(new Error('down')) : Promise.resolve())
    const { server } = await startApi({ useCases: { checkStore } })
    const response = await server.inject('/health/ready')
    expect(response.statusCode).toBe(503)
    expect(response.json()).toMatchObject({ success: false, message: 'Not ready', code: 'NOT_READY' })
    expect(response.headers).toHaveProperty('retry-after')
    expect((await server.inject('/health')).json()).toMatchObject({ success: true, message: 'OK' })
    down = false
    expect((await server.inject('/health/ready')).json()).toEqual({ success: true, message: 'Ready' })
  })

  test('any number of questions at once cost the store one check', async () => {
    let checks = 0
    const answer = Promise.withResolvers<void>()
    const checkStore = () => {
      checks += 1
      return answer.promise
    }
    const { server } = await startApi({ useCases: { checkStore } })
    const replies = Array.from({ length: 20 }, () => server.inject('/health/ready'))
    answer.resolve()
    for (const reply of replies) expect((await reply).statusCode).toBe(200)
    expect(checks).toBeLessThan(20)
    expect(checks).toBeGreaterThan(0)
  })
})

test.each(Object.keys(DOMAIN_ERRORS) as (keyof typeof DOMAIN_ERRORS)[])('%s has an entry in the catalogue', (type) => {
  const error = fromDomainError({ type, max: 1, retryAfterSeconds: 1 })
  expect(ERROR_CATALOGUE).toHaveProperty(error.code)
  expect(ok(error).value.message).toBe(ERROR_CATALOGUE[error.code].message)
})
