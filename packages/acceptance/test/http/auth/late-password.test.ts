import type { Store } from '@keybox/domain'
import { beforeEach, expect, test } from 'vitest'
import { members, withUnitOfWork } from '../../support/decorated-store.ts'
import type { Reply } from '../../support/http-client.ts'
import { useKeyBox } from '../../support/keybox.ts'
import { expectError } from '../../support/reply.ts'
import { aSeller, PASSWORD } from '../../support/seller.ts'
import { callAs, signIn } from '../../support/sign-in.ts'

const MINUTE_MS = 60_000

const time = { ms: 0, passes: false }
let units = 0

const keybox = useKeyBox({ cheapHash: true, monotonic: () => time.ms, decorateStore: (store) => counting(slow(store)) })

/** A minute passes between the look-up of an account and the end of its password's hash. */
function slow(store: Store): Store {
  const { accounts } = store
  return {
    ...members(store),
    accounts: {
      findById: (id) => thenTimePasses(accounts.findById(id)),
      findByEmail: (email) => thenTimePasses(accounts.findByEmail(email)),
    },
  }
}

async function thenTimePasses<T>(found: Promise<T>): Promise<T> {
  const account = await found
  if (time.passes) time.ms += MINUTE_MS
  return account
}

function counting(store: Store): Store {
  return withUnitOfWork(store, (inner) => ({
    run: (work) => {
      units += 1
      return inner.run(work)
    },
  }))
}

function expectOverloaded(reply: Reply): void {
  expectError(reply, 503, 'Server is overloaded, please try again later')
  expect(reply.body['code']).toBe('OVERLOADED')
  expect(reply.headers['retry-after']).toMatch(/^[1-9]\d*$/)
  expect(units).toBe(0)
}

beforeEach(() => {
  time.passes = false
})

function letTimePass(): void {
  time.passes = true
  units = 0
}

test.each([PASSWORD, 'not the password'])(
  'a log-in whose password takes longer than a request may is shed, and writes nothing: %s',
  async (password) => {
    const { email } = await aSeller(keybox)
    letTimePass()
    expectOverloaded(await keybox.call('POST', '/auth/login', { email, password }))
  },
)

test('a change of the password that takes longer than a request may is shed, and writes nothing', async () => {
  const { email } = await aSeller(keybox)
  const session = await signIn(keybox, email)
  const change = { old_password: PASSWORD, new_password: 'another password' }
  letTimePass()
  expectOverloaded(await callAs(keybox, session, 'POST', '/auth/password', change))
  time.passes = false
  expect((await callAs(keybox, session, 'POST', '/auth/password', change)).status).toBe(200)
})
