import { randomUUID } from 'node:crypto'
import { ObjectId, type Db } from 'mongodb'
import { vi } from 'vitest'
import { send, type Address, type JsonObject, type Reply } from '../http-client.ts'
import { textAt } from '../reply.ts'
import { UNKNOWN_ID, UNKNOWN_KEY } from '../routes.ts'
import type { Step } from './step.ts'
import { sessionSteps, type Ask } from './walk-sessions.ts'

/** All that is asked of a server. */
export interface Walk {
  readonly steps: readonly Step[]
  /** Asks about a licence that is good. */
  readonly validate: () => Promise<Reply>
}

/** More than the store gives in one batch. */
const MANY_CLIENTS = 250
const MACHINE = 'office-pc'
const PASSWORD = 'correct horse battery'

/** The walk of one seller over every route; `withoutMemory` is a server that reads every licence from the store. */
export async function walkOf(address: Address, withoutMemory: Address, database: Db): Promise<Walk> {
  const ask = asking(address)
  const signUp = () => {
    const account = { name: 'Ada', email: `${randomUUID()}@example.com`, password: PASSWORD }
    return { account, send: () => ask('POST', '/auth/signup', { ...account, confirm_password: PASSWORD }) }
  }
  const account = await surely(async () => {
    const { account: opened, send: signedUp } = signUp()
    await granted(signedUp())
    return opened
  })
  const token = await surely(async () => textAt(await granted(ask('POST', '/auth/login', account)), 'token'))
  const signedIn = asking(address, token)
  const addClient = () => signedIn('POST', '/clients', { name: 'Acme', email: `${randomUUID()}@example.com` })
  const clientId = await surely(async () => textAt(await granted(addClient()), 'client', '_id'))
  const order = { clientId, projectName: 'Shop', duration: 12, services: ['Hosting'] }
  const sell = () => granted(signedIn('POST', '/projects/createProject', order))
  const sold = await surely(sell)
  const projectId = textAt(sold, 'project', '_id')
  const activate = (key: string) => ask('POST', '/validate/activate', { key, machineId: MACHINE })
  const newKey = async () => textAt(await sell(), 'license', 'key')
  const activated = async () => {
    const key = await newKey()
    await granted(activate(key))
    return key
  }
  const active = await surely(activated)
  const revoked = await surely(activated)
  await surely(() => granted(signedIn('PATCH', `/license/revoke/${revoked}`, { revoked: true })))
  await multiplyClients(database)

  const revoke = (body?: JsonObject) => (key: string) => signedIn('PATCH', `/license/revoke/${key}`, body)
  const validate = (key: string) => ask('POST', '/validate', { key, machineId: MACHINE })
  const elsewhere = asking(withoutMemory)
  const createOnce = (key: string) => signedIn('POST', '/projects/createProject', order, { 'idempotency-key': key })
  const doneOnce = async () => {
    const key = randomUUID()
    await granted(createOnce(key))
    return key
  }
  const steps: readonly Step[] = [
    {
      name: 'POST /auth/signup',
      status: 201,
      prepare: always(() => signUp().send()),
    },
    { name: 'POST /auth/login', status: 200, prepare: always(() => ask('POST', '/auth/login', account)) },
    ...sessionSteps(ask, (bearer) => asking(address, bearer)),
    { name: 'GET /auth/me', status: 200, prepare: always(() => signedIn('GET', '/auth/me')) },
    { name: 'POST /clients', status: 201, prepare: always(addClient) },
    {
      name: 'POST /projects/createProject',
      status: 201,
      prepare: always(() => signedIn('POST', '/projects/createProject', order)),
    },
    {
      name: 'POST /projects/createProject, of no client',
      status: 404,
      prepare: always(() => signedIn('POST', '/projects/createProject', { ...order, clientId: UNKNOWN_ID })),
    },
    {
      name: 'POST /projects/createProject, under a new idempotency key',
      status: 201,
      prepare: onKey(() => Promise.resolve(randomUUID()), createOnce),
    },
    {
      name: 'POST /projects/createProject, under a known idempotency key',
      status: 201,
      prepare: onKey(doneOnce, createOnce),
    },
    {
      name: 'POST /license/create',
      status: 201,
      prepare: always(() => signedIn('POST', '/license/create', { clientId, projectId, duration: 1 })),
    },
    { name: 'POST /validate/activate', status: 200, prepare: onKey(newKey, activate) },
    { name: 'POST /validate/activate, again', status: 200, prepare: always(() => activate(active)) },
    { name: 'PATCH /license/revoke/:key, toggling', status: 200, prepare: onKey(activated, revoke()) },
    { name: 'PATCH /license/revoke/:key, setting', status: 200, prepare: onKey(activated, revoke({ revoked: true })) },
    {
      name: 'PATCH /license/revoke/:key, changing nothing',
      status: 200,
      prepare: always(() => revoke({ revoked: true })(revoked)),
    },
    { name: 'GET /dashboard', status: 200, prepare: always(() => signedIn('GET', '/dashboard')) },
    { name: 'GET /dashboard, a page', status: 200, prepare: always(() => signedIn('GET', '/dashboard?limit=2')) },
    { name: 'POST /validate', status: 200, prepare: always(() => validate(active)) },
    { name: 'POST /validate, of an unknown key', status: 200, prepare: always(() => validate(UNKNOWN_KEY)) },
    {
      name: 'POST /validate, without memory',
      status: 200,
      prepare: always(() => elsewhere('POST', '/validate', { key: active, machineId: MACHINE })),
    },
    { name: 'GET /health', status: 200, prepare: always(() => ask('GET', '/health')) },
    { name: 'GET /health/ready', status: 200, prepare: always(() => ask('GET', '/health/ready')) },
  ]
  return { steps, validate: () => validate(active) }
}

/** Nothing has to be there first. */
function always(request: () => Promise<Reply>): Step['prepare'] {
  return () => Promise.resolve(request)
}

function onKey(key: () => Promise<string>, request: (key: string) => Promise<Reply>): Step['prepare'] {
  return async () => {
    const made = await key()
    return () => request(made)
  }
}

/** What the reply holds. @throws when it is no yes */
async function granted(pending: Promise<Reply>): Promise<JsonObject> {
  const { status, text, body } = await pending
  if (status >= 300) throw new Error(`${status} ${text}`)
  return body
}

/** Does `work` until it is done: a program that has just started on a full machine may not make its deadline at once. */
function surely<T>(work: () => Promise<T>): Promise<T> {
  return vi.waitFor(work, { timeout: 20_000 })
}

function asking(address: Address, token?: string): Ask {
  return (method, path, body, headers) =>
    send(address, {
      method,
      path,
      headers: {
        ...headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

/** Copies of a client, for a dashboard that takes more than one batch. */
async function multiplyClients(database: Db): Promise<void> {
  const clients = database.collection('clients')
  const client = await clients.findOne()
  const copies = Array.from({ length: MANY_CLIENTS }, () => {
    const email = `${randomUUID()}@example.com`
    return { ...client, _id: new ObjectId(), email, emailIdentity: email }
  })
  await clients.insertMany(copies)
}
