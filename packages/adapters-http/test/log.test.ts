import { Writable } from 'node:stream'
import { StoreFailure } from '@keybox/domain'
import { expect, test } from 'vitest'
import { startApi } from './support/api.ts'
import { aDeveloper, aSale, PASSWORD } from './support/developer.ts'
import { listen, sendRaw } from './support/raw-http.ts'

/** Everything that was logged, also at the most talkative level. */
function recording() {
  let text = ''
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString('utf8')
      done()
    },
  })
  return { logger: { level: 'trace', stream }, text: () => text }
}

const lines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('neither keys, tokens, passwords nor fingerprints get into the log', async () => {
  const { logger, text } = recording()
  const { server } = await startApi({ options: { logger } })
  const developer = await aDeveloper(server)
  const { key } = await aSale(server, developer)
  const { headers } = developer
  const machineId = 'fingerprint-of-a-machine'
  await server.inject({ method: 'POST', url: '/validate/activate', payload: { key, machineId } })
  await server.inject({ method: 'POST', url: '/validate', payload: { key, machineId } })
  await server.inject({ method: 'PATCH', url: `/license/revoke/${key}`, headers })
  await server.inject({ method: 'PATCH', url: `/license/revoke/${key}`, payload: '{', headers })
  await server.inject({ method: 'GET', url: `/license/revoke/${key}`, headers })
  await server.inject({ method: 'PATCH', url: `/license/revoke/${key}/more?key=${key}`, headers })
  await server.inject({ method: 'PATCH', url: `/license/revoke/${key}%zz`, headers })
  await server.inject({ url: '/dashboard', headers })
  const port = await listen(server)
  await sendRaw(port, `GET /license/revoke/${key} HTTP/1.1\r\nnonsense ${key}\r\n\r\n`)

  const log = text()
  expect(log).toContain('/license/revoke/:key')
  const [, token = ''] = headers.authorization.split(' ')
  for (const secret of [key, key.toLowerCase(), key.slice(-14), token, PASSWORD, machineId])
    expect(log).not.toContain(secret)
})

test('each request is a line with its id, route, status and client', async () => {
  const { logger, text } = recording()
  const { server } = await startApi({ options: { logger } })
  const response = await server.inject({ method: 'POST', url: '/validate?x=1', payload: {} })
  await server.inject({ url: '/nowhere/KB-1' })
  const completed = lines(text()).filter(({ msg }) => msg === 'request completed')
  expect(completed).toMatchObject([
    {
      level: 30,
      requestId: response.headers['x-request-id'],
      req: { method: 'POST', route: '/validate', remoteAddress: '127.0.0.1' },
      statusCode: 400,
      responseTime: expect.any(Number),
    },
    { req: { method: 'GET', route: null }, statusCode: 404 },
  ])
})

test('a verdict and a health check are lines only for who asks for details, unless they fail', async () => {
  const { logger, text } = recording()
  const gone = new StoreFailure('STORE_UNAVAILABLE', 'gone')
  const checkStore = () => Promise.reject(gone)
  const { server } = await startApi({ options: { logger }, useCases: { checkStore } })
  await server.inject({ method: 'POST', url: '/validate', payload: { key: 'k' } })
  await server.inject({ method: 'POST', url: '/validate', payload: {} })
  await server.inject('/health')
  await server.inject('/health/ready')
  expect(lines(text()).filter(({ msg }) => msg === 'request completed')).toMatchObject([
    { level: 20, req: { route: '/validate' }, statusCode: 200 },
    { level: 30, req: { route: '/validate' }, statusCode: 400 },
    { level: 20, req: { route: '/health' }, statusCode: 200 },
    { level: 30, req: { route: '/health/ready' }, statusCode: 503 },
  ])
})

test('a readiness check that succeeds is one too', async () => {
  const { logger, text } = recording()
  const { server } = await startApi({ options: { logger } })
  await server.inject('/health/ready')
  expect(lines(text())).toMatchObject([{ level: 20, req: { route: '/health/ready' }, statusCode: 200 }])
})

test('a client behind a proxy is logged by its address, without the port that the proxy added', async () => {
  const { logger, text } = recording()
  const { server } = await startApi({ options: { logger, trustedProxies: ['127.0.0.1/32', '10.0.0.0/8'] } })
  await server.inject({ url: '/nowhere', headers: { 'x-forwarded-for': '[2001:db8::1]:443, 10.0.0.5:4444' } })
  expect(lines(text())).toMatchObject([{ req: { remoteAddress: '2001:db8::1' } }])
})

test('a failure is logged with its causes, without what a driver hangs on them', async () => {
  const { logger, text } = recording()
  const cause = Object.assign(new Error('E11000 KB-aaaaaaaaaaaaaaaaaaaaaaaa-AAAA-BBBB-CCCC'), {
    code: 11000,
    command: { password: 'hunter2' },
  })
  const failure = new StoreFailure('STORE_UNAVAILABLE', 'no answer', { cause })
  const validateLicense = () => Promise.reject(failure)
  const { server } = await startApi({ options: { logger }, useCases: { validateLicense } })
  const response = await server.inject({ method: 'POST', url: '/validate', payload: { key: 'k' } })
  const failed = lines(text()).filter(({ msg }) => msg === 'request failed')
  expect(failed).toMatchObject([
    {
      level: 50,
      requestId: response.headers['x-request-id'],
      err: {
        type: 'StoreFailure',
        code: 'STORE_UNAVAILABLE',
        message: 'no answer',
        stack: expect.stringContaining('log.test.ts'),
        cause: { message: 'E11000 KB-<redacted>', code: '11000' },
      },
    },
  ])
  expect(text()).not.toContain('hunter2')
  expect(text()).not.toContain('AAAA-BBBB-CCCC')
})
