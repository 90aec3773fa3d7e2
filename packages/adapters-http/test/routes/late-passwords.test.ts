import type { Pause, PasswordHasher } from '@keybox/domain'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { cheapPasswordHasher, startApi } from '../support/api.ts'
import { PASSWORD } from '../support/developer.ts'

const EMAIL = 'ada@example.com'
const ACCOUNT = { name: 'Ada', email: EMAIL, password: PASSWORD, confirm_password: PASSWORD }
const OVERLOADED = { success: false, code: 'OVERLOADED', message: 'Server is overloaded, please try again later' }

type Late = 'nothing' | keyof PasswordHasher

/** Ports of which some work takes until nobody waits for it any more, while `late` says so. */
class Busy {
  late: Late = 'nothing'
  #stillWaits = true
  readonly pause: Pause = async () => this.#stillWaits
  readonly passwordHasher: PasswordHasher

  constructor(hasher: PasswordHasher) {
    this.passwordHasher = {
      hash: (password) => this.#taking('hash', hasher.hash(password)),
      verify: (password, hash) => this.#taking('verify', hasher.verify(password, hash)),
    }
  }

  async #taking<T>(work: Late, outcome: Promise<T>): Promise<T> {
    const done = await outcome
    this.#stillWaits = this.late !== work
    return done
  }
}

async function startBusyApi() {
  const busy = new Busy(cheapPasswordHasher())
  const { server } = await startApi({ ports: busy })
  return { busy, server }
}

const post = (server: FastifyInstance, url: string, payload: object, token = '') =>
  server.inject({ method: 'POST', url, payload, headers: token === '' ? {} : { authorization: `Bearer ${token}` } })

const logIn = (server: FastifyInstance, password: string = PASSWORD) =>
  post(server, '/auth/login', { email: EMAIL, password })

type Sent = Awaited<ReturnType<typeof post>>

function expectOverloaded(reply: Sent): void {
  expect(reply.statusCode).toBe(503)
  expect(reply.json()).toMatchObject(OVERLOADED)
  expect(reply.headers['retry-after']).toMatch(/^[1-9]\d*$/)
}

describe('a password whose hash is done when nobody waits for it any more is as one that was not taken on', () => {
  test('at a sign-up, which opens no account', async () => {
    const { busy, server } = await startBusyApi()
    busy.late = 'hash'
    expectOverloaded(await post(server, '/auth/signup', ACCOUNT))
    busy.late = 'nothing'
    expect((await logIn(server)).statusCode).toBe(401)
    expect((await post(server, '/auth/signup', ACCOUNT)).statusCode).toBe(201)
  })

  test('at a log-in, which is no guess', async () => {
    const { busy, server } = await startBusyApi()
    await post(server, '/auth/signup', ACCOUNT)
    busy.late = 'verify'
    expectOverloaded(await logIn(server))
    for (let guess = 0; guess < 100; guess += 1) expectOverloaded(await logIn(server, 'not the password'))
    busy.late = 'nothing'
    expect((await logIn(server, 'not the password')).statusCode).toBe(401)
    expect((await logIn(server)).statusCode).toBe(200)
  })

  test.each<Late>(['verify', 'hash'])('at a change of the password, which stays as it was: %s', async (late) => {
    const { busy, server } = await startBusyApi()
    await post(server, '/auth/signup', ACCOUNT)
    const { token } = (await logIn(server)).json<{ token: string }>()
    busy.late = late
    const change = { old_password: PASSWORD, new_password: 'another password' }
    expectOverloaded(await post(server, '/auth/password', change, token))
    busy.late = 'nothing'
    expect((await logIn(server)).statusCode).toBe(200)
    expect((await logIn(server, 'another password')).statusCode).toBe(401)
  })
})
