import { Api, objectIn, textIn, type JsonObject, type Request } from '../load/api.ts'
import { PASSWORD } from '../load/operations.ts'

const SELLER = { name: 'A seller', email: 'serial@example.com', password: PASSWORD }
const SERVICES = ['Hosting']

/** Signs somebody up who writes one thing after the other. @returns the token */
export async function signUpSerial(url: string): Promise<string> {
  await done(url, { method: 'POST', path: '/auth/signup', body: { ...SELLER, confirm_password: PASSWORD } })
  return textIn(await done(url, { method: 'POST', path: '/auth/login', body: SELLER }), 'token')
}

/** So many rounds of requests that write, each sent when the one before is answered. @returns how many they were */
export async function serialWrites(url: string, token: string, rounds: number): Promise<number> {
  let writes = 0
  const write = async (method: Request['method'], path: string, body: JsonObject): Promise<JsonObject> => {
    writes += 1
    return await done(url, { method, path, body, token, idempotencyKey: `serial-${writes}` })
  }
  for (let round = 0; round < rounds; round += 1) {
    const client = await write('POST', '/clients', { name: 'A client', email: `client-${round}@example.com` })
    const clientId = textIn(objectIn(client, 'client'), '_id')
    const order = { clientId, duration: 12, services: SERVICES }
    const project = await write('POST', '/projects/createProject', { ...order, projectName: 'Shop' })
    const projectId = textIn(objectIn(project, 'project'), '_id')
    const key = textIn(objectIn(project, 'license'), 'key')
    await write('POST', '/license/create', { ...order, projectId })
    await write('POST', '/validate/activate', { key, machineId: 'office-pc' })
    await write('PATCH', `/license/revoke/${key}`, { revoked: true })
    await write('PATCH', `/license/revoke/${key}`, { revoked: false })
  }
  return writes
}

async function done(url: string, request: Request): Promise<JsonObject> {
  const reply = await new Api(url).send(request)
  if (reply === undefined || reply.status >= 300) throw new Error(`${request.path}: ${JSON.stringify(reply)}`)
  return reply.body
}
