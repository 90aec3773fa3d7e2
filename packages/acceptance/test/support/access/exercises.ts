import { randomBytes } from 'node:crypto'
import type { JsonObject } from '../http-client.ts'
import { PASSWORD, unique } from '../seller.ts'
import { UNKNOWN_ID, UNKNOWN_KEY } from '../routes.ts'

/** Everything by which a route can be asked for what somebody owns. */
export interface Names {
  readonly clientId: string
  readonly projectId: string
  readonly key: string
  readonly clientEmail: string
  readonly accountEmail: string
  readonly cursor: string
}

/** Names of that form that nobody has. */
export function unknownNames(): Names {
  return {
    clientId: UNKNOWN_ID,
    projectId: UNKNOWN_ID,
    key: UNKNOWN_KEY,
    clientEmail: `${unique('nobody')}@example.com`,
    accountEmail: `${unique('nobody')}@example.com`,
    cursor: randomBytes(32).toString('base64url'),
  }
}

/** A request without its method, which the route has. */
export interface Asked {
  readonly path: string
  readonly body?: JsonObject
}

/** Makes a request that names what it names. `own` is always the caller's. */
export type Ask = (named: Names, own: Names) => Asked

/** What somebody has to know of a route to try it; the matrix fails for a route that is not in the table. */
export interface Exercise {
  /** Done rightly, it ends sessions of the account. */
  readonly endsSession?: true
  /** By the contract, not by the description: the two have to agree. */
  readonly asksForToken: boolean
  /** Right requests, each by what it is, with the status of its reply. Of a public route: the same reply each time. */
  readonly right: Readonly<Record<string, { readonly ask: Ask; readonly status: number }>>
  /** Every way to name what may be somebody else's; none where a route names nothing. */
  readonly naming: Readonly<Record<string, Ask>>
}

const JSON_ORDER = { projectName: 'Shop', duration: 12, services: ['Hosting'] }

/** By the name of the operation. A route that is added without its row fails the matrix. */
export const EXERCISES: Readonly<Record<string, Exercise>> = {
  'GET /openapi.json': readsOnly('/openapi.json'),
  'GET /docs': readsOnly('/docs'),
  'GET /health': readsOnly('/health'),
  'GET /health/ready': readsOnly('/health/ready'),
  'POST /auth/signup': {
    asksForToken: false,
    right: {
      'an email that is taken': { ask: (_, { accountEmail }) => signUp(accountEmail), status: 409 },
      'fields that are missing': { ask: () => ({ path: '/auth/signup', body: {} }), status: 400 },
    },
    naming: {},
  },
  'POST /auth/login': {
    asksForToken: false,
    right: {
      'the right password': { ask: (_, { accountEmail }) => logIn(accountEmail, PASSWORD), status: 200 },
      'a wrong password': { ask: (_, { accountEmail }) => logIn(accountEmail, 'a wrong password'), status: 401 },
    },
    naming: { 'an email': ({ accountEmail }) => logIn(accountEmail, 'a wrong password') },
  },
  'POST /auth/refresh': {
    asksForToken: false,
    right: {
      'a refresh token of nobody': { ask: () => refresh('a'.repeat(43)), status: 401 },
      'no refresh token': { ask: () => ({ path: '/auth/refresh', body: {} }), status: 400 },
    },
    naming: {},
  },
  'POST /auth/logout': ending('/auth/logout'),
  'POST /auth/logout-all': ending('/auth/logout-all'),
  'POST /auth/password': {
    asksForToken: true,
    endsSession: true,
    right: { 'the password that it has': { ask: () => changePassword(PASSWORD), status: 200 } },
    naming: {},
  },
  'GET /auth/me': {
    asksForToken: true,
    right: { 'as it is': { ask: () => ({ path: '/auth/me' }), status: 200 } },
    naming: {},
  },
  'POST /clients': {
    asksForToken: true,
    right: { 'a new email': { ask: () => addClient(`${unique('new')}@example.com`), status: 201 } },
    naming: {
      'a client’s email': ({ clientEmail }) => addClient(clientEmail),
      'an account’s email': ({ accountEmail }) => addClient(accountEmail),
    },
  },
  'POST /projects/createProject': {
    asksForToken: true,
    right: { 'an own client': { ask: (_, { clientId }) => createProject(clientId), status: 201 } },
    naming: { 'a client': ({ clientId }) => createProject(clientId) },
  },
  'POST /license/create': {
    asksForToken: true,
    right: {
      'an own project': { ask: (_, { clientId, projectId }) => createLicense(clientId, projectId), status: 201 },
    },
    naming: {
      'client and project': ({ clientId, projectId }) => createLicense(clientId, projectId),
      'a client with an own project': ({ clientId }, own) => createLicense(clientId, own.projectId),
      'a project under an own client': ({ projectId }, own) => createLicense(own.clientId, projectId),
    },
  },
  'PATCH /license/revoke/{key}': {
    asksForToken: true,
    right: { 'an own key, set': { ask: (_, { key }) => revoke(key, { revoked: false }), status: 200 } },
    naming: {
      'a key, toggled': ({ key }) => revoke(key),
      'a key, revoked': ({ key }) => revoke(key, { revoked: true }),
      'a key, let go on': ({ key }) => revoke(key, { revoked: false }),
      'a key in lower case': ({ key }) => revoke(key.toLowerCase()),
    },
  },
  'GET /dashboard': {
    asksForToken: true,
    right: {
      everything: { ask: () => ({ path: '/dashboard' }), status: 200 },
      'an own client': { ask: (_, { clientId }) => ({ path: `/dashboard?clientId=${clientId}` }), status: 200 },
    },
    naming: {
      'a client in the query': ({ clientId }) => ({ path: `/dashboard?clientId=${clientId}` }),
      'a client in the body': ({ clientId }) => ({ path: '/dashboard', body: { clientId } }),
      'a client in a page': ({ clientId }) => ({ path: `/dashboard?limit=1&clientId=${clientId}` }),
      'a cursor': ({ cursor }) => ({ path: `/dashboard?limit=1&cursor=${cursor}` }),
    },
  },
  'POST /validate': {
    asksForToken: false,
    right: {
      'a good licence': { ask: (_, { key }) => ({ path: '/validate', body: { key, machineId: 'pc' } }), status: 200 },
      'an unknown key': { ask: () => ({ path: '/validate', body: { key: UNKNOWN_KEY } }), status: 200 },
      'no key': { ask: () => ({ path: '/validate', body: {} }), status: 400 },
    },
    naming: {},
  },
  'POST /validate/activate': {
    asksForToken: false,
    right: {
      'the same machine': { ask: (_, { key }) => activate(key, 'pc'), status: 200 },
      'another machine': { ask: (_, { key }) => activate(key, 'other'), status: 403 },
      'an unknown key': { ask: () => activate(UNKNOWN_KEY, 'pc'), status: 404 },
    },
    naming: {},
  },
}

/** A public page that names nothing and says the same to everybody. */
function readsOnly(path: string): Exercise {
  return { asksForToken: false, right: { 'as it is': { ask: () => ({ path }), status: 200 } }, naming: {} }
}

/** Names nothing: it is about whoever is signed in. */
function ending(path: string): Exercise {
  const right = { 'as it is': { ask: () => ({ path }), status: 200 } }
  return { asksForToken: true, endsSession: true, right, naming: {} }
}

function refresh(refreshToken: string): Asked {
  return { path: '/auth/refresh', body: { refreshToken } }
}

function changePassword(password: string): Asked {
  return { path: '/auth/password', body: { old_password: password, new_password: password } }
}

function signUp(email: string): Asked {
  const body = { name: 'Ada', email, password: PASSWORD, confirm_password: PASSWORD }
  return { path: '/auth/signup', body }
}

function logIn(email: string, password: string): Asked {
  return { path: '/auth/login', body: { email, password } }
}

function addClient(email: string): Asked {
  return { path: '/clients', body: { name: 'Acme', email } }
}

function createProject(clientId: string): Asked {
  return { path: '/projects/createProject', body: { ...JSON_ORDER, clientId } }
}

function createLicense(clientId: string, projectId: string): Asked {
  return { path: '/license/create', body: { clientId, projectId, duration: 1 } }
}

function revoke(key: string, body?: JsonObject): Asked {
  return { path: `/license/revoke/${key}`, ...(body !== undefined && { body }) }
}

function activate(key: string, machineId: string): Asked {
  return { path: '/validate/activate', body: { key, machineId } }
}
