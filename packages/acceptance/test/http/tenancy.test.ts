import { beforeAll, describe, expect, test } from 'vitest'
import { row } from '../support/contract-rows.ts'
import type { Reply } from '../support/http-client.ts'
import { useKeyBox } from '../support/keybox.ts'
import { withoutRequest } from '../support/reply.ts'
import { UNKNOWN_ID, UNKNOWN_KEY } from '../support/routes.ts'
import { aSeller, type ProjectWithKey, type Seller } from '../support/seller.ts'

const keybox = useKeyBox()
let victim: Seller
let snoop: Seller
let theirs: ProjectWithKey
let own: ProjectWithKey

beforeAll(async () => {
  victim = await aSeller(keybox)
  snoop = await aSeller(keybox)
  theirs = await victim.sellActivated('pc')
  own = await snoop.sell()
})

interface Names {
  readonly clientId: string
  readonly projectId: string
  readonly key: string
}

const unknown: Names = { clientId: UNKNOWN_ID, projectId: UNKNOWN_ID, key: UNKNOWN_KEY }

/** Every way to name a thing on a route that wants a token. */
const attempts: Readonly<Record<string, (names: Names) => Promise<Reply>>> = {
  'GET /dashboard?clientId=': ({ clientId }) => snoop.call('GET', `/dashboard?clientId=${clientId}`),
  'GET /dashboard with a body': ({ clientId }) => snoop.call('GET', '/dashboard', { clientId }),
  'POST /projects/createProject': ({ clientId }) =>
    snoop.call('POST', '/projects/createProject', {
      clientId,
      projectName: 'Mine now',
      duration: 1,
      services: ['Hosting'],
    }),
  'POST /license/create for their client and project': ({ clientId, projectId }) =>
    snoop.call('POST', '/license/create', { clientId, projectId, duration: 1 }),
  'POST /license/create for their project under a client of mine': ({ projectId }) =>
    snoop.call('POST', '/license/create', { clientId: own.clientId, projectId, duration: 1 }),
  'POST /license/create for their client with a project of mine': ({ clientId }) =>
    snoop.call('POST', '/license/create', { clientId, projectId: own.projectId, duration: 1 }),
  'PATCH /license/revoke/:key': ({ key }) => snoop.revoke(key),
  'PATCH /license/revoke/:key with revoked true': ({ key }) => snoop.revoke(key, { revoked: true }),
  'PATCH /license/revoke/:key with revoked false': ({ key }) => snoop.revoke(key, { revoked: false }),
}

describe("another owner's id answers byte for byte as an unknown one, and changes nothing", () => {
  test.each(Object.entries(attempts))('%s', async (_name, attempt) => {
    const before = await victim.call('GET', '/dashboard')
    const foreign = await attempt(theirs)
    expect(withoutRequest(foreign)).toEqual(withoutRequest(await attempt(unknown)))
    expect(foreign.text).not.toContain(theirs.clientId)
    expect((await victim.call('GET', '/dashboard')).body).toEqual(before.body)
  })
})

test('a dashboard holds nothing of anybody else', async () => {
  const { text } = await snoop.call('GET', '/dashboard')
  for (const name of [victim.userId, victim.email, theirs.clientId, theirs.projectId, theirs.key]) {
    expect(text).not.toContain(name)
  }
})

test(row('CLIENT-409', 'an email that is a client of somebody else is free, and tells nothing'), async () => {
  const email = 'shared@example.com'
  await victim.addClient({ email })
  const reply = await snoop.call('POST', '/clients', { name: 'Acme', email })
  expect(reply.status).toBe(201)
  expect(reply.body['client']).toMatchObject({ owner: snoop.userId })
})

test('nobody becomes somebody else by naming them in a body', async () => {
  const reply = await snoop.call('POST', '/projects/createProject', {
    clientId: own.clientId,
    projectName: 'Shop',
    duration: 1,
    services: ['Hosting'],
    owner: victim.userId,
    user: victim.userId,
    userId: victim.userId,
  })
  expect(reply.body['license']).toMatchObject({ user: snoop.userId })
})
