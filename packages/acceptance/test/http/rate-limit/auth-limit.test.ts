import { beforeEach, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { startKeyBox, START_OF_TESTS, useKeyBox } from '../../support/keybox.ts'
import { expectEnvelope } from '../../support/reply.ts'
import { aSeller } from '../../support/seller.ts'
import { MINUTE } from '../../support/test-clock.ts'

const keybox = useKeyBox({ env: { KEYBOX_AUTH_RATE_MAX: undefined } })

beforeEach(() => keybox.clock.set(START_OF_TESTS))

const json = { 'content-type': 'application/json' }
const logIn = (from: string) => keybox.send({ method: 'POST', path: '/auth/login', headers: json, body: '{}', from })
const signUp = (from: string) => keybox.send({ method: 'POST', path: '/auth/signup', headers: json, body: '{}', from })

test(row('CONF-AUTH-RATE', 'sign-up and log-in share 20 in 15 minutes'), async () => {
  const from = '127.0.3.1'
  for (let request = 1; request <= 20; request += 1) {
    const reply = await (request % 2 === 0 ? logIn(from) : signUp(from))
    expect(reply.status).toBe(400)
    expect(reply.headers['ratelimit-remaining']).toBe(String(20 - request))
  }
  for (const reply of [await logIn(from), await signUp(from)]) {
    expect(reply.status).toBe(429)
    expect(reply.body['message']).toBe('Too many requests, please try again later.')
    expect(reply.headers['retry-after']).toBe('900')
    expectEnvelope(reply)
  }
  keybox.clock.advance(15 * MINUTE)
  expect((await logIn(from)).status).toBe(400)
})

test(row('CONF-AUTH-RATE', 'refreshing and changing the password count with them'), async () => {
  const from = '127.0.3.2'
  for (const path of ['/auth/refresh', '/auth/password', '/auth/login', '/auth/refresh/x', '/auth/password/x']) {
    const reply = await keybox.send({ method: 'POST', path, headers: json, body: '{}', from })
    expect([400, 401, 404]).toContain(reply.status)
  }
  expect((await logIn(from)).headers['ratelimit-remaining']).toBe('14')
})

test(row('CONF-AUTH-RATE', 'is another count than the one of validate'), async () => {
  const server = await startKeyBox({
    env: { KEYBOX_AUTH_RATE_MAX: '3', KEYBOX_VALIDATE_RATE_MAX: '3', KEYBOX_VALIDATE_RATE_WINDOW: '1h' },
  })
  try {
    const seller = await aSeller(server)
    const { key } = await seller.sell()
    for (let request = 1; request <= 3; request += 1) {
      expect((await server.call('POST', '/validate', { key })).status).toBe(200)
    }
    expect((await server.call('POST', '/validate', { key })).status).toBe(429)
    expect((await server.call('POST', '/auth/login', {})).status).toBe(400)
    expect((await server.call('POST', '/auth/login', {})).status).toBe(429)
  } finally {
    await server.close()
  }
})

test('calls with a token never lock their address out of signing in', async () => {
  const seller = await aSeller(keybox)
  for (let request = 1; request <= 60; request += 1) {
    expect((await seller.call('GET', '/auth/me')).headers).not.toHaveProperty('ratelimit-limit')
  }
  expect((await keybox.call('POST', '/auth/login', {})).status).toBe(400)
})
