import type { JsonObject, Reply } from './http-client.ts'
import type { TestKeyBox } from './keybox.ts'
import { listAt } from './reply.ts'
import { unique, type Seller } from './seller.ts'

/** A request that may be sent with an `Idempotency-Key`, and sent again. */
export interface NamedRequest {
  readonly path: string
  readonly body: JsonObject
  /** As good as the first, and another one. */
  readonly otherBody: JsonObject
  /** Of a public route: none. */
  readonly seller: Seller | undefined
  readonly status: number
}

/** The routes that take a key, by a request to each that nobody has made. */
export const NAMED_REQUESTS: Readonly<Record<string, (seller: Seller) => Promise<NamedRequest>>> = {
  'POST /clients': async (seller) => {
    const body = { name: 'Acme', email: `${unique('named')}@example.com` }
    return { path: '/clients', body, otherBody: { ...body, name: 'Other' }, seller, status: 201 }
  },
  'POST /projects/createProject': async (seller) => {
    const body = { clientId: await seller.addClient(), projectName: 'Shop', duration: 12, services: ['Hosting'] }
    return { path: '/projects/createProject', body, otherBody: { ...body, duration: 11 }, seller, status: 201 }
  },
  'POST /license/create': async (seller) => {
    const { clientId, projectId } = await seller.sell()
    const body = { clientId, projectId, duration: 1 }
    return { path: '/license/create', body, otherBody: { ...body, services: ['Domain'] }, seller, status: 201 }
  },
  'POST /validate/activate': async (seller) => {
    const { key } = await seller.sell()
    const body = { key, machineId: 'pc' }
    const path = '/validate/activate'
    return { path, body, otherBody: { key, machineId: 'other' }, seller: undefined, status: 200 }
  },
}

/** @param key the header as it is sent; undefined sends none */
export async function sendNamed(
  keybox: TestKeyBox,
  { path, body, seller }: Pick<NamedRequest, 'path' | 'body' | 'seller'>,
  key: string | readonly string[] | undefined,
): Promise<Reply> {
  return keybox.call('POST', path, body, {
    ...(seller === undefined ? {} : { authorization: `Bearer ${await seller.token()}` }),
    ...(key === undefined ? {} : { 'idempotency-key': typeof key === 'string' ? key : [...key] }),
  })
}

/** All that a seller has, to see whether anything was written. */
export async function everythingOf(seller: Seller): Promise<readonly JsonObject[]> {
  return listAt((await seller.call('GET', '/dashboard')).body, 'data')
}

/** What was answered, without what is each reply's own. */
export function answer({ status, text }: Reply): { readonly status: number; readonly text: string } {
  return { status, text }
}
