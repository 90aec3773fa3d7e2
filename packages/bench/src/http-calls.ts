import { textOf, type JsonObject } from './bare/bare-route.ts'
import { MACHINE, SELLER } from './seed/records.ts'

/** One call to a running server. @throws Error on a status of 400 and above */
export async function call(
  url: string,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: JsonObject,
  token?: string,
): Promise<JsonObject> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const reply = (await response.json()) as JsonObject
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(reply)}`)
  return reply
}

/** A token of the seller that the store was filled with. */
export async function logIn(url: string): Promise<string> {
  return textOf(await call(url, 'POST', '/auth/login', SELLER), 'token')
}

/** Fills a server that has no store to fill: a seller with one active licence. Gives its key. */
export async function oneActiveLicense(url: string): Promise<string> {
  await call(url, 'POST', '/auth/signup', { ...SELLER, name: 'A seller', confirm_password: SELLER.password })
  const token = await logIn(url)
  const made = await call(url, 'POST', '/clients', { name: 'A client', email: 'client@example.com' }, token)
  const order = { projectName: 'A project', duration: 12, services: ['Hosting'] }
  const clientId = field(made, 'client', '_id')
  const project = await call(url, 'POST', '/projects/createProject', { ...order, clientId }, token)
  const key = field(project, 'license', 'key')
  await call(url, 'POST', '/validate/activate', { key, machineId: MACHINE })
  return key
}

function field(reply: JsonObject, object: string, name: string): string {
  return textOf(reply[object] as JsonObject, name)
}
