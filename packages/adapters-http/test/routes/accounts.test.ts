import type { FastifyInstance, InjectOptions } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Api, startApi } from '../support/api.ts'
import { aDeveloper } from '../support/developer.ts'

let api: Api
let server: FastifyInstance

beforeEach(async () => {
  api = await startApi()
  ;({ server } = api)
})

const guarded: readonly InjectOptions[] = [
  { method: 'GET', url: '/auth/me' },
  { method: 'POST', url: '/clients' },
  { method: 'POST', url: '/projects/createProject' },
  { method: 'POST', url: '/license/create' },
  { method: 'PATCH', url: '/license/revoke/KB-x' },
  { method: 'GET', url: '/dashboard' },
]

describe.each(guarded)('$method $url', (request) => {
  test.each([{}, { authorization: '' }, { authorization: '  ' }])('with %j: no token', async (headers) => {
    const response = await server.inject({ ...request, headers })
    expect(response.statusCode).toBe(401)
    expect(response.json()).toMatchObject({ success: false, message: 'No token provided', code: 'TOKEN_MISSING' })
    expect(response.headers['www-authenticate']).toBe('Bearer realm="KeyBox"')
  })

  test('with another: unauthorized', async () => {
    const { headers } = await aDeveloper(server)
    const token = headers.authorization.slice('Bearer '.length)
    const bad = ['Bearer', 'Bearer ', `Basic ${token}`, token, `Bearer ${token}x`, `Bearer ${token} x`, 'Bearer a.b.c']
    for (const authorization of bad) {
      const response = await server.inject({ ...request, headers: { authorization } })
      expect(response.statusCode).toBe(401)
      expect(response.json()).toMatchObject({ success: false, message: 'Unauthorized', code: 'UNAUTHORIZED' })
      expect(response.headers['www-authenticate']).toContain('error="invalid_token"')
    }
  })

  test('the token is asked for before the body is read', async () => {
    const headers = { 'content-type': 'application/json' }
    const response = await server.inject({ ...request, headers, payload: '{' })
    expect(response.statusCode).toBe(401)
  })

  test('an expired token is none', async () => {
    const { headers } = await aDeveloper(server)
    api.clock.advance(30 * 60_000)
    const response = await server.inject({ ...request, headers })
    expect(response.json()).toMatchObject({ message: 'Unauthorized' })
  })
})

test.each(['Bearer', 'bearer', 'BEARER', 'bEaReR '])('the scheme may be written %s', async (scheme) => {
  const { headers } = await aDeveloper(server)
  const authorization = headers.authorization.replace('Bearer', scheme)
  expect((await server.inject({ url: '/auth/me', headers: { authorization } })).statusCode).toBe(200)
})

test('GET /auth/me shows the account and nothing more', async () => {
  const { id, headers } = await aDeveloper(server)
  const response = await server.inject({ url: '/auth/me', headers })
  expect(response.json()).toEqual({
    success: true,
    message: 'User fetched successfully',
    user: {
      _id: id,
      name: 'Ada',
      email: expect.stringContaining('@example.com'),
      role: 'DEVELOPER',
      createdAt: '2024-06-01T12:00:00.000Z',
      updatedAt: '2024-06-01T12:00:00.000Z',
    },
  })
})

test('an email is given back as it came, and logs in in any letter case', async () => {
  const account = {
    name: ' Ada ',
    email: ' Ada@Example.com ',
    password: ' white space ',
    confirm_password: ' white space ',
  }
  const signedUp = await server.inject({ method: 'POST', url: '/auth/signup', payload: account })
  expect(signedUp.statusCode).toBe(201)
  const { userId } = signedUp.json<{ userId: string }>()
  expect(signedUp.json()).toEqual({ success: true, message: 'Signup successful', userId })
  const payload = { email: 'ADA@EXAMPLE.COM', password: ' white space ' }
  const loggedIn = await server.inject({ method: 'POST', url: '/auth/login', payload })
  expect(loggedIn.json()).toEqual({
    success: true,
    message: 'Login successful',
    token: expect.any(String),
    expiresAt: '2024-06-01T12:30:00.000Z',
    refreshToken: expect.stringMatching(/^kbr_[\w-]{65}$/),
    refreshExpiresAt: '2024-07-01T12:00:00.000Z',
    userId,
    role: 'DEVELOPER',
  })
  const authorization = `Bearer ${loggedIn.json<{ token: string }>().token}`
  const me = await server.inject({ url: '/auth/me', headers: { authorization } })
  expect(me.json()).toMatchObject({ user: { name: 'Ada', email: 'Ada@Example.com' } })
  const wrong = await server.inject({
    method: 'POST',
    url: '/auth/login',
    payload: { ...payload, password: 'white space' },
  })
  expect(wrong.statusCode).toBe(401)
})

test('a closed sign-up says so before anything else', async () => {
  ;({ server } = await startApi({ options: { signup: 'closed' } }))
  const headers = { 'content-type': 'application/json' }
  const response = await server.inject({ method: 'POST', url: '/auth/signup', headers, payload: '{' })
  expect(response.statusCode).toBe(403)
  expect(response.json()).toMatchObject({ success: false, message: 'Signup is closed', code: 'SIGNUP_CLOSED' })
})
