import { send, type Address, type JsonObject, type Reply } from '../http-client.ts'
import { textAt } from '../reply.ts'
import { PASSWORD } from '../seller.ts'
import type { WireTarget } from './target.ts'

function post(address: Address, path: string, body: JsonObject, token?: string): Promise<Reply> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const headers = { 'content-type': 'application/json', ...authorization }
  return send(address, { method: 'POST', path, headers, body: JSON.stringify(body) })
}

/** The same with a token that is good for another 30 minutes. */
export async function withFreshToken(address: Address, target: WireTarget): Promise<WireTarget> {
  const { body } = await post(address, '/auth/login', { email: target.email, password: PASSWORD })
  return { ...target, token: textAt(body, 'token') }
}

/** Signs up, and sells and activates a licence, at a server that is a process of its own. */
export async function prepareTarget(address: Address): Promise<WireTarget> {
  const email = 'fuzz@example.com'
  const call = async (path: string, body: JsonObject, bearer?: string): Promise<JsonObject> =>
    (await post(address, path, body, bearer)).body
  await call('/auth/signup', { name: 'Ada', email, password: PASSWORD, confirm_password: PASSWORD })
  const token = textAt(await call('/auth/login', { email, password: PASSWORD }), 'token')
  const clientId = textAt(await call('/clients', { name: 'Acme', email }, token), 'client', '_id')
  const order = { clientId, projectName: 'Shop', duration: 12, services: ['Hosting'] }
  const sold = await call('/projects/createProject', order, token)
  const key = textAt(sold, 'license', 'key')
  await call('/validate/activate', { key, machineId: 'pc' })
  return { token, email, clientId, projectId: textAt(sold, 'project', '_id'), key }
}
