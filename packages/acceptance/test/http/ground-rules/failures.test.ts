import { StoreFailure } from '@keybox/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { row } from '../../support/contract-rows.ts'
import { onStoreOf, STORE_INTERNALS, unreachableStore, members } from '../../support/decorated-store.ts'
import { startKeyBox, useKeyBox, type TestKeyBox } from '../../support/keybox.ts'
import { expectEnvelope, textAt } from '../../support/reply.ts'
import { UNKNOWN_ID, UNKNOWN_KEY } from '../../support/routes.ts'
import { aSeller, PASSWORD, type Seller } from '../../support/seller.ts'

const keybox = useKeyBox()
let seller: Seller

beforeAll(async () => {
  seller = await aSeller(keybox)
})

const order = { clientId: UNKNOWN_ID, projectName: 'Shop', duration: 1, services: ['Hosting'] }
const license = { clientId: UNKNOWN_ID, projectId: UNKNOWN_ID, duration: 1 }
const account = { name: 'Ada', email: 'new@example.com', password: PASSWORD, confirm_password: PASSWORD }

const failures: readonly (readonly [string, string, object | undefined, string])[] = [
  ['POST', '/auth/signup', account, 'Internal server error'],
  ['POST', '/auth/login', { email: 'a@example.com', password: PASSWORD }, 'Internal server error'],
  ['GET', '/auth/me', undefined, 'Internal server error'],
  ['POST', '/clients', { name: 'Acme', email: 'a@example.com' }, 'Internal server error'],
  ['POST', '/projects/createProject', order, 'Failed to create project and license'],
  ['POST', '/license/create', license, 'Internal server error'],
  ['PATCH', `/license/revoke/${UNKNOWN_KEY}`, undefined, 'Internal server error'],
  ['GET', '/dashboard', undefined, 'Failed to fetch dashboard'],
  ['POST', '/validate', { key: UNKNOWN_KEY }, 'Internal server error'],
  ['POST', '/validate/activate', { key: UNKNOWN_KEY, machineId: 'pc' }, 'Internal server error'],
]

describe.each([undefined, 'production'])('with NODE_ENV %s, when the store is gone', (mode) => {
  let failing: TestKeyBox

  beforeAll(async () => {
    // Who is signed in is known still: what fails is the route's own work.
    const withSessions: typeof unreachableStore = (own) => ({
      ...unreachableStore(own),
      sessions: keybox.store.sessions,
    })
    failing = await startKeyBox({ env: { NODE_ENV: mode }, decorateStore: withSessions, clock: keybox.clock })
  })

  afterAll(() => failing.close())

  test.each(failures.filter(([, path]) => path !== '/auth/me' && path !== '/auth/login'))(
    row('RULE-500', '%s %s answers 500 in its own words, with the cause as code'),
    async (method, path, body, message) => {
      const authorization = `Bearer ${await seller.token()}`
      const reply = await failing.call(method, path, body, { authorization })
      expect(reply.status).toBe(500)
      expect(reply.body).toMatchObject({ success: false, code: 'STORE_UNAVAILABLE' })
      if (path !== '/validate' && path !== '/validate/activate') expect(reply.body['message']).toBe(message)
      expectEnvelope(reply)
    },
  )

  test(row('CONF-ENV', 'production keeps internals out of replies'), async () => {
    for (const [method, path, body] of failures) {
      const reply = await failing.call(method, path, body, { authorization: `Bearer ${await seller.token()}` })
      if (mode !== 'production') continue
      expect(reply.text).not.toContain(STORE_INTERNALS)
      expect(reply.text).not.toMatch(/node_modules|\.ts:|at .*\(/)
      expect(reply.body).not.toHaveProperty('error')
    }
  })
})

describe('when the store does not know the account any more', () => {
  test(row('RULE-500', 'a failure to look it up is ours, not theirs'), async () => {
    const failing = await startKeyBox({ decorateStore: unreachableStore })
    try {
      for (const [method, path, body] of failures.filter(([, route]) => /^\/auth\/(me|login)$/.test(route))) {
        const reply = await failing.call(method, path, body, { authorization: `Bearer ${await seller.token()}` })
        expect(reply.status).toBe(500)
        expect(textAt(reply.body, 'code')).toBe('STORE_UNAVAILABLE')
        expectEnvelope(reply)
      }
    } finally {
      await failing.close()
    }
  })
})

describe('an unexpected fault', () => {
  test(row('RULE-500', 'is a 500 in the same shape, and the server goes on'), async () => {
    const broken = await startKeyBox({
      decorateStore: (own) => ({
        ...members(onStoreOf(keybox)(own)),
        clients: { find: () => Promise.reject(new TypeError('a mistake of the program')) },
        unitOfWork: { run: () => Promise.reject(new TypeError('a mistake of the program')) },
      }),
      env: { NODE_ENV: 'production' },
      clock: keybox.clock,
    })
    try {
      const authorization = `Bearer ${await seller.token()}`
      const reply = await broken.call('POST', '/clients', { name: 'A', email: 'a@example.com' }, { authorization })
      expect(reply.status).toBe(500)
      expect(reply.body['message']).toBe('Internal server error')
      expect(reply.text).not.toContain('mistake')
      expectEnvelope(reply)
      expect((await broken.call('GET', '/health')).status).toBe(200)
    } finally {
      await broken.close()
    }
  })

  test(row('PROJECT-UNKNOWN', 'a commit whose end nobody knows: 500 with OUTCOME_UNKNOWN'), async () => {
    const lost = await startKeyBox({
      decorateStore: (own) => ({
        ...members(onStoreOf(keybox)(own)),
        unitOfWork: { run: () => Promise.reject(new StoreFailure('OUTCOME_UNKNOWN', 'gone')) },
      }),
      clock: keybox.clock,
    })
    try {
      const authorization = `Bearer ${await seller.token()}`
      const reply = await lost.call('POST', '/projects/createProject', order, { authorization })
      expect(reply.status).toBe(500)
      expect(reply.body).toMatchObject({ message: 'Failed to create project and license', code: 'OUTCOME_UNKNOWN' })
    } finally {
      await lost.close()
    }
  })
})
