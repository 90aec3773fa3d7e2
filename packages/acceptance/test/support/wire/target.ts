import { post } from '../attacks/attack.ts'

/** What a request over the wire may name, so that mutations start from what is right. */
export interface WireTarget {
  readonly token: string
  readonly email: string
  readonly clientId: string
  readonly projectId: string
  /** Of a licence that is active on the machine `pc`. */
  readonly key: string
}

/** Right requests, whole, by what they are; mutations start from them. */
export function rightRequests(target: WireTarget): readonly string[] {
  const { token, clientId, projectId, key } = target
  const authorization = `Authorization: Bearer ${token}\r\n`
  const signedIn = (path: string, body: object): string => post(path, JSON.stringify(body), undefined, authorization)
  return [
    honestRequest(target),
    post('/validate', JSON.stringify({ key })),
    post('/validate', JSON.stringify({ key, productName: 'P\u00e4int', instanceId: 'i' })),
    post('/validate', '{}'),
    post('/validate/activate', JSON.stringify({ key, machineId: 'pc' })),
    post('/validate/activate', JSON.stringify({ key, machineId: 'other' }), undefined, 'Idempotency-Key: a\r\n'),
    post('/auth/login', JSON.stringify({ email: 'nobody' })),
    post('/auth/signup', JSON.stringify({ name: 'A', email: 'a@b.cd', password: '12345678' })),
    get('/auth/me', authorization),
    get('/dashboard?limit=1', authorization),
    get(`/dashboard?clientId=${clientId}`, authorization),
    signedIn('/clients', { name: 'A', email: 'no email' }),
    signedIn('/license/create', { clientId, projectId, duration: 13 }),
    signedIn('/projects/createProject', { clientId, projectName: 'P', duration: 1, services: ['None'] }),
    `PATCH /license/revoke/${key} HTTP/1.1\r\nHost: x\r\n${authorization}Content-Length: 0\r\n\r\n`.replace(
      key,
      'KB-none',
    ),
    get('/health'),
    get('/health/ready'),
    get('/openapi.json'),
    `OPTIONS /clients HTTP/1.1\r\nHost: x\r\nOrigin: http://a.example\r\nAccess-Control-Request-Method: POST\r\n\r\n`,
    chunked('/validate', [JSON.stringify({ key, machineId: 'pc' })]),
  ]
}

function get(path: string, headers = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`
}

/** Its reply is known: 200, `active`. */
export function honestRequest({ key }: WireTarget): string {
  return post('/validate', JSON.stringify({ key, machineId: 'pc' }))
}

function chunked(path: string, chunks: readonly string[]): string {
  const body = chunks.map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`).join('')
  const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
  return `${head}${body}0\r\n\r\n`
}
